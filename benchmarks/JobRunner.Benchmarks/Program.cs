using BenchmarkDotNet.Running;
using JobRunner.Benchmarks.Scenarios;

// "scenarios" runs what doesn't fit BenchmarkDotNet; it starts this program again, once for each measurement.
switch (args)
{
    case ["scenarios", ..]:
        await ScenarioRunner.RunAsync(args[1..]);
        break;

    case ["measure", var contender, var scenario]:
        Console.WriteLine(await ScenarioRunner.MeasureAsync(contender, scenario));
        break;

    default:
        BenchmarkSwitcher.FromAssembly(typeof(ScenarioRunner).Assembly).Run(args);
        break;
}
