using System.Diagnostics;
using System.Globalization;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Runs scenarios, each measurement in a process of its own, contenders in turn, and prints medians and spread.</summary>
internal static class ScenarioRunner
{
    private const int DefaultRounds = 5;

    private static readonly Dictionary<string, Func<IContender>> Contenders = new()
    {
        ["JobRunner, Session"] = () => new JobsContender(ProcessIsolation.Session),
        ["JobRunner, None"] = () => new JobsContender(ProcessIsolation.None),
        ["CliWrap"] = () => new CliWrapContender(),
    };

    private static readonly Dictionary<string, Func<IContender, Task<string>>> Scenarios = new()
    {
        ["start to exit, one by one, per second"] = contender => StartToExitAsync(contender, 1, 1_000),
        ["start to exit, 32 at once, per second"] = contender => StartToExitAsync(contender, 32, 2_000),
        ["allocated per job, KiB"] = AllocatedAsync,
        ["2,000 idle jobs, resident KiB each"] = contender => ResidentAsync(contender, 2_000),
        ["5,000 idle jobs, resident KiB each"] = contender => ResidentAsync(contender, 5_000),
        ["5,000 idle jobs, threads of the host"] = contender => ThreadsAsync(contender, 5_000),
        ["stop of 1,000, seconds"] = contender => StopAsync(contender, 1_000),
    };

    public static async Task RunAsync(string[] arguments)
    {
        var rounds = arguments is ["--rounds", var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultRounds;
        var names = arguments is ["--rounds", _, ..] ? arguments[2..] : arguments;
        Console.WriteLine($"| scenario | {string.Join(" | ", Contenders.Keys)} |");
        Console.WriteLine($"| --- |{string.Concat(Contenders.Keys.Select(_ => " --- |"))}");
        foreach (var scenario in Scenarios.Keys.Where(name => names.Length == 0 || names.Any(part => name.Contains(part, StringComparison.Ordinal))))
        {
            var values = Contenders.Keys.ToDictionary(name => name, _ => new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                foreach (var contender in Contenders.Keys)
                {
                    values[contender].Add(await MeasureInProcessAsync(contender, scenario));
                }
            }

            Console.WriteLine($"| {scenario} | {string.Join(" | ", values.Values.Select(Summary))} |");
        }
    }

    public static async Task<string> MeasureAsync(string contender, string scenario)
    {
        await using var subject = Contenders[contender]();
        return await Scenarios[scenario](subject);
    }

    private static async Task<double> MeasureInProcessAsync(string contender, string scenario)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["measure", contender, scenario]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static string Summary(List<double> values)
    {
        values.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{values[values.Count / 2]:G4} ({values[0]:G4}–{values[^1]:G4})");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> StartToExitAsync(IContender contender, int atOnce, int count)
    {
        await RunManyAsync(contender, atOnce, 200);
        var clock = Stopwatch.StartNew();
        await RunManyAsync(contender, atOnce, count);
        return Text(count / clock.Elapsed.TotalSeconds);
    }

    private static async Task<string> AllocatedAsync(IContender contender)
    {
        const int count = 500;
        await RunManyAsync(contender, 1, 100);
        var before = GC.GetTotalAllocatedBytes();
        await RunManyAsync(contender, 1, count);
        return Text((GC.GetTotalAllocatedBytes() - before) / 1024.0 / count);
    }

    private static async Task<string> ResidentAsync(IContender contender, int count)
    {
        await RunManyAsync(contender, 1, 10);
        var before = Resident();
        await StartManyAsync(contender, count);
        var each = (Resident() - before) / 1024.0 / count;
        await contender.ClearAsync();
        return Text(each);
    }

    private static async Task<string> ThreadsAsync(IContender contender, int count)
    {
        await StartManyAsync(contender, count);
        using var self = Process.GetCurrentProcess();
        var threads = self.Threads.Count;
        await contender.ClearAsync();
        return Text(threads);
    }

    private static async Task<string> StopAsync(IContender contender, int count)
    {
        await StartManyAsync(contender, count);
        var clock = Stopwatch.StartNew();
        await contender.StopAllAsync();
        return Text(clock.Elapsed.TotalSeconds);
    }

    private static Task RunManyAsync(IContender contender, int atOnce, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        async (_, _) => await contender.RunAsync("/bin/true"));

    private static async Task StartManyAsync(IContender contender, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await contender.StartAsync("/bin/sleep", "1000");
        }
    }

    private static long Resident()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
