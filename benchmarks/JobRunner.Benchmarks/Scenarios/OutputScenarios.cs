using System.Diagnostics;
using CliWrap;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Much output: kept, limited, read by many.</summary>
internal static class OutputScenarios
{
    private const long GiB = 1024L * 1024 * 1024;
    private const int MiB = 1024 * 1024;
    private const int Readers = 100;

    public static IEnumerable<Scenario> All { get; } =
    [
        new("4 GiB written and kept, nobody reads, GB/s", new Dictionary<string, Func<Task<double>>>
        {
            ["JobRunner"] = () => JobWritesAsync(4 * GiB, new()),
            ["CliWrap ToFile"] = () => CliWrapToFileAsync(4 * GiB),
        }),
        new("4 GiB written, the last 16 MiB kept, GB/s", new Dictionary<string, Func<Task<double>>>
        {
            ["JobRunner"] = () => JobWritesAsync(4 * GiB, new() { MaxOutputPerJob = 16 * MiB }),
            ["CliWrap ToStream(Null), keeps nothing"] = () => CliWrapAsync(4 * GiB, PipeTarget.ToStream(Stream.Null)),
        }),
        new("256 MiB, 100 readers that copy all of it, GB/s summed", new Dictionary<string, Func<Task<double>>>
        {
            ["JobRunner, CopyOutputToAsync"] = () => JobIsReadAsync(256 * MiB, new(), CopyAsync),
            ["JobRunner, ReadOutputAsync"] = () => JobIsReadAsync(256 * MiB, new(), ReadAsync),
            ["JobRunner, ReadOutputAsync, OutputMemoryPerJob 64 MiB"] = () => JobIsReadAsync(256 * MiB, new() { OutputMemoryPerJob = 64 * MiB }, ReadAsync),
            ["CliWrap Merge, no replay"] = () => CliWrapMergeAsync(256 * MiB),
        }),
    ];

    private static string[] Zeros(long bytes) => ["if=/dev/zero", "bs=256K", $"count={bytes / (256 * 1024)}", "status=none"];

    private static double GigabytesPerSecond(long bytes, Stopwatch clock) => bytes / 1e9 / clock.Elapsed.TotalSeconds;

    private static async Task<double> JobWritesAsync(long bytes, JobsManagerOptions options)
    {
        await using var jobs = new JobsManager(options);
        await jobs.RunAsync(new JobSpec("/bin/true"));
        var clock = Stopwatch.StartNew();
        var job = await jobs.StartAsync("dd", Zeros(bytes));
        var status = await jobs.WaitAsync(job);
        var result = GigabytesPerSecond(bytes, clock);
        var kept = Math.Min(bytes, options.MaxOutputPerJob ?? bytes);
        return status.OutputBytes == bytes && status.OutputStart == bytes - kept ? result : throw new InvalidOperationException($"{status}");
    }

    private static async Task<double> JobIsReadAsync(long bytes, JobsManagerOptions options, Func<JobsManager, Guid, CopySink, Task> read)
    {
        await using var jobs = new JobsManager(options);
        await jobs.RunAsync(new JobSpec("/bin/true"));
        var clock = Stopwatch.StartNew();
        var job = await jobs.StartAsync("dd", Zeros(bytes));
        var sinks = Enumerable.Range(0, Readers).Select(_ => new CopySink()).ToArray();
        await Task.WhenAll(sinks.Select(sink => Task.Run(() => read(jobs, job, sink))));
        var result = GigabytesPerSecond(bytes * Readers, clock);
        return sinks.All(sink => sink.Total == bytes) ? result : throw new InvalidOperationException("Bytes are missing.");
    }

    private static Task CopyAsync(JobsManager jobs, Guid job, CopySink sink) => jobs.CopyOutputToAsync(job, sink);

    private static async Task ReadAsync(JobsManager jobs, Guid job, CopySink sink)
    {
        await foreach (var chunk in jobs.ReadOutputAsync(job))
        {
            sink.Write(chunk.Data.Span);
        }
    }

    private static async Task<double> CliWrapToFileAsync(long bytes)
    {
        var path = Path.Combine("/var/tmp", $"jobrunner-benchmark-{Guid.NewGuid():N}");
        try
        {
            return await CliWrapAsync(bytes, PipeTarget.ToFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<double> CliWrapAsync(long bytes, PipeTarget target)
    {
        await Cli.Wrap("/bin/true").ExecuteAsync();
        var clock = Stopwatch.StartNew();
        await Cli.Wrap("dd").WithArguments(Zeros(bytes)).WithStandardOutputPipe(target).ExecuteAsync();
        return GigabytesPerSecond(bytes, clock);
    }

    private static async Task<double> CliWrapMergeAsync(long bytes)
    {
        var sinks = Enumerable.Range(0, Readers).Select(_ => new CopySink()).ToArray();
        var result = await CliWrapAsync(bytes, PipeTarget.Merge(sinks.Select(PipeTarget.ToStream)));
        return sinks.All(sink => sink.Total == bytes) ? result * Readers : throw new InvalidOperationException("Bytes are missing.");
    }
}
