using System.Diagnostics;
using System.Globalization;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Runs scenarios, each measurement in a process of its own, contenders in turn, and prints medians and spread.</summary>
internal static class ScenarioRunner
{
    private const int DefaultRounds = 5;

    private static readonly Scenario[] Scenarios = [.. ProcessScenarios.All, .. OutputScenarios.All, .. LineScenarios.All, .. LatencyScenarios.All, .. HttpScenarios.All];

    public static async Task RunAsync(string[] arguments)
    {
        var rounds = arguments is ["--rounds", var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultRounds;
        var names = arguments is ["--rounds", _, ..] ? arguments[2..] : arguments;
        Console.WriteLine("| scenario | contender | median (lowest–highest) | CPU s | peak growth MiB |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var scenario in Scenarios.Where(scenario => names.Length == 0 || names.Any(part => scenario.Name.Contains(part, StringComparison.Ordinal))))
        {
            var results = scenario.Contenders.Keys.ToDictionary(name => name, _ => new List<Measurement>());
            for (var round = 0; round < rounds; round++)
            {
                foreach (var contender in scenario.Contenders.Keys)
                {
                    results[contender].Add(await MeasureInProcessAsync(contender, scenario.Name));
                }
            }

            foreach (var (contender, measurements) in results)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {scenario.Name} | {contender} | {Summary(measurements)} | {Median(measurements, one => one.CpuSeconds):G3} | {Median(measurements, one => one.PeakGrowthMiB):F0} |"));
            }
        }
    }

    public static async Task MeasureAsync(string contender, string scenario) =>
        Console.WriteLine(await Measurement.TakeAsync(Scenarios.Single(one => one.Name == scenario).Contenders[contender]));

    private static async Task<Measurement> MeasureInProcessAsync(string contender, string scenario)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["measure", contender, scenario]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Measurement.Parse(text);
    }

    private static double Median(List<Measurement> measurements, Func<Measurement, double> value) =>
        measurements.Select(value).Order().ElementAt(measurements.Count / 2);

    private static string Summary(List<Measurement> measurements) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median(measurements, one => one.Value):G4} ({measurements.Min(one => one.Value):G4}–{measurements.Max(one => one.Value):G4})");
}
