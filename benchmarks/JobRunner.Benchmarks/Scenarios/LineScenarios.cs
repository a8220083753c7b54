using System.Diagnostics;
using CliWrap;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Many lines, as strings.</summary>
internal static class LineScenarios
{
    private const int Count = 10_000_000;
    private const int Length = 80;

    public static IEnumerable<Scenario> All { get; } =
    [
        new("10 million lines of 80 bytes as strings, million per second", new Dictionary<string, Func<Task<double>>>
        {
            ["JobRunner ReadLinesAsync"] = () => MeasureAsync(JobAsync),
            ["CliWrap ToDelegate"] = () => MeasureAsync(CliWrapAsync),
            ["Process, ReadLineAsync"] = () => MeasureAsync(ProcessAsync),
            ["MedallionShell"] = () => MeasureAsync(MedallionShellAsync),
        }),
    ];

    // In memory where there is such a folder, so that the disk is not still busy with it.
    private static readonly string Folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>Makes a file of lines first, so that the making is not what is measured.</summary>
    private static async Task<double> MeasureAsync(Func<string, Task<long>> read)
    {
        var path = Path.Combine(Folder, $"jobrunner-benchmark-{Guid.NewGuid():N}");
        try
        {
            var line = new string('x', Length - 1) + "\n";
            await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat(line, 1_000)));
            for (var i = 1; i < Count / 1_000; i *= 2)
            {
                // Twice as long each time, until it is long enough.
                await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                await using var copy = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var wanted = Math.Min(copy.Length, ((long)Count * Length) - copy.Length);
                file.Seek(0, SeekOrigin.End);
                var buffer = new byte[1024 * 1024];
                for (int count; wanted > 0 && (count = await copy.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, wanted)))) > 0; wanted -= count)
                {
                    await file.WriteAsync(buffer.AsMemory(0, count));
                }
            }

            // Once before, as a host that has been running for a while: .NET compiles what is called often anew.
            await read(path);
            var clock = Stopwatch.StartNew();
            var lines = await read(path);
            return lines == Count ? Count / 1e6 / clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"{lines} lines.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<long> JobAsync(string path)
    {
        await using var jobs = new JobsManager();
        var count = 0L;
        await foreach (var line in jobs.ReadLinesAsync(await jobs.StartAsync("cat", path)))
        {
            count += line.Text.Length == Length - 1 ? 1 : 0;
        }

        return count;
    }

    private static async Task<long> CliWrapAsync(string path)
    {
        var count = 0L;
        await Cli.Wrap("cat")
            .WithArguments([path])
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line => count += line.Length == Length - 1 ? 1 : 0))
            .ExecuteAsync();
        return count;
    }

    private static async Task<long> ProcessAsync(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        var count = 0L;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            count += line.Length == Length - 1 ? 1 : 0;
        }

        await process.WaitForExitAsync();
        return count;
    }

    private static async Task<long> MedallionShellAsync(string path)
    {
        var count = 0L;
        var command = Medallion.Shell.Command.Run("cat", path);
        while (await command.StandardOutput.ReadLineAsync() is { } line)
        {
            count += line.Length == Length - 1 ? 1 : 0;
        }

        await command.Task;
        return count;
    }
}
