using System.Globalization;
using BenchmarkDotNet.Running;
using JobRunner.Benchmarks.Scenarios;

// "scenarios" runs what doesn't fit BenchmarkDotNet; it starts this program again, once for each measurement.
switch (args)
{
    case ["scenarios", ..]:
        await ScenarioRunner.RunAsync(args[1..]);
        break;

    case ["measure", var contender, var scenario]:
        await ScenarioRunner.MeasureAsync(contender, scenario);
        break;

    case ["write-times", var count]:
        await LatencyScenarios.WriteTimesAsync(int.Parse(count, CultureInfo.InvariantCulture));
        break;

    default:
        BenchmarkSwitcher.FromAssembly(typeof(ScenarioRunner).Assembly).Run(args);
        break;
}
