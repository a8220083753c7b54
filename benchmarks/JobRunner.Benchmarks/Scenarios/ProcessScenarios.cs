using System.Diagnostics;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Starting, keeping and stopping many processes.</summary>
internal static class ProcessScenarios
{
    private static readonly (string Name, Func<IContender> Create)[] Contenders =
    [
        ("JobRunner, Session", () => new JobsContender(ProcessIsolation.Session)),
        ("JobRunner, None", () => new JobsContender(ProcessIsolation.None)),
        ("CliWrap", () => new CliWrapContender()),
    ];

    public static IEnumerable<Scenario> All { get; } =
    [
        Of("start to exit, one by one, per second", contender => StartToExitAsync(contender, 1, 1_000)),
        Of("start to exit, 32 at once, per second", contender => StartToExitAsync(contender, 32, 2_000)),
        Of("allocated per job, KiB", AllocatedAsync),
        Of("2,000 idle jobs, resident KiB each", contender => ResidentAsync(contender, 2_000)),
        Of("5,000 idle jobs, resident KiB each", contender => ResidentAsync(contender, 5_000)),
        Of("5,000 idle jobs, threads of the host", contender => ThreadsAsync(contender, 5_000)),
        Of("stop of 1,000, seconds", contender => StopAsync(contender, 1_000)),
    ];

    private static Scenario Of(string name, Func<IContender, Task<double>> measure) => new(name, Contenders.ToDictionary(
        contender => contender.Name,
        contender => (Func<Task<double>>)(async () =>
        {
            await using var subject = contender.Create();
            return await measure(subject);
        })));

    private static async Task<double> StartToExitAsync(IContender contender, int atOnce, int count)
    {
        await RunManyAsync(contender, atOnce, 200);
        var clock = Stopwatch.StartNew();
        await RunManyAsync(contender, atOnce, count);
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> AllocatedAsync(IContender contender)
    {
        const int count = 500;
        await RunManyAsync(contender, 1, 100);
        var before = GC.GetTotalAllocatedBytes();
        await RunManyAsync(contender, 1, count);
        return (GC.GetTotalAllocatedBytes() - before) / 1024.0 / count;
    }

    private static async Task<double> ResidentAsync(IContender contender, int count)
    {
        await RunManyAsync(contender, 1, 10);
        var before = Resident();
        await StartManyAsync(contender, count);
        var each = (Resident() - before) / 1024.0 / count;
        await contender.ClearAsync();
        return each;
    }

    private static async Task<double> ThreadsAsync(IContender contender, int count)
    {
        await StartManyAsync(contender, count);
        using var self = Process.GetCurrentProcess();
        var threads = self.Threads.Count;
        await contender.ClearAsync();
        return threads;
    }

    private static async Task<double> StopAsync(IContender contender, int count)
    {
        await StartManyAsync(contender, count);
        var clock = Stopwatch.StartNew();
        await contender.StopAllAsync();
        return clock.Elapsed.TotalSeconds;
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
