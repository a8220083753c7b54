using System.Diagnostics;
using System.Runtime.Versioning;
using JobRunner.Output;
using JobRunner.Output.Spooling;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>What a log takes on disk, as the file system counts it. One in memory, because others allocate ahead.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class SpoolSpaceTests
{
    private const int Length = 8_000_000;

    // A hole frees whole blocks only: at the front and at the end of each of the two files.
    private const long Margin = 4 * Spool.BlockSize;

    [TestCase(100)]
    [TestCase(5_000)]
    public async Task Is_no_more_than_all_jobs_may_have_and_not_much_less(int piece)
    {
        const long max = 1_000_000;
        using var folder = new MemoryFolder();
        var budget = new SpoolBudget(max);
        var log = Fill(new OutputLimits(64 * 1024, MaxBytes: null, folder.Path, budget), piece);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await folder.SpooledBytesAsync(), Is.InRange(max / 2, max + Margin));
            Assert.That(budget.Used, Is.InRange(max / 2, max));
            Assert.That(log.Fault, Is.EqualTo($"The oldest {log.Start} bytes of output were dropped: MaxSpooledOutput is {max}."));
        }

        log.Abandon();
        Assert.That(await folder.SpooledBytesAsync(), Is.Zero);
    }

    [TestCase(100)]
    [TestCase(5_000)]
    public async Task Is_no_more_than_the_job_may_have_and_what_is_not_given_back_at_once(int piece)
    {
        const long max = 1_000_000;
        using var folder = new MemoryFolder();
        var budget = new SpoolBudget(null);
        var log = Fill(new OutputLimits(64 * 1024, max, folder.Path, budget), piece);

        // A MiB goes at once, and there is a record of 16 bytes for each piece.
        var most = (max + (1024 * 1024)) * (piece + LogRecord.Size) / piece;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await folder.SpooledBytesAsync(), Is.InRange(max - (64 * 1024), most + Margin));
            Assert.That(budget.Used, Is.InRange(max - (64 * 1024), most));
        }

        log.Abandon();
    }

    [Test]
    public void Gives_back_what_it_took_and_no_more_when_others_take_all_that_it_lets_go_of()
    {
        const long max = 1_000_000;
        var random = new Random(1);
        using var folder = new MemoryFolder();
        var budget = new SpoolBudget(max);
        long others = 0;
        var log = new OutputLog(new OutputLimits(64 * 1024, MaxBytes: null, folder.Path, budget));
        for (var i = 0; i < 10_000; i++)
        {
            log.Append(OutputSource.StandardOutput, DateTimeOffset.UnixEpoch, new byte[random.Next(1, 2_000)]);
            Assert.That(budget.Used, Is.InRange(others, max));
            for (; log.Length > 500_000 && budget.TryTake(1); others++)
            {
                // One byte at a time: all there is.
            }
        }

        log.Complete();
        Assert.That(others, Is.EqualTo(max), "it had to let go of everything");
        log.Abandon();
        Assert.That(budget.Used, Is.EqualTo(others));
    }

    [Test]
    public async Task Is_all_of_it_where_all_is_kept()
    {
        using var folder = new MemoryFolder();
        var log = Fill(new OutputLimits(64 * 1024, MaxBytes: null, folder.Path, new SpoolBudget(null)), 5_000);
        Assert.That(await folder.SpooledBytesAsync(), Is.InRange(Length - (64 * 1024), Length * 1.01));
        log.Abandon();
    }

    private static OutputLog Fill(OutputLimits limits, int piece)
    {
        var log = new OutputLog(limits);
        var data = new byte[piece];
        for (var i = 0; i < Length / piece; i++)
        {
            log.Append((OutputSource)(i % 2), DateTimeOffset.UnixEpoch, data);
        }

        log.Complete();
        return log;
    }

    private sealed class MemoryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateDirectory($"/dev/shm/jobrunner-tests-{Guid.NewGuid():N}").FullName;

        public async Task<long> SpooledBytesAsync()
        {
            var files = Directory.EnumerateFiles("/proc/self/fd")
                .Where(file => new FileInfo(file).LinkTarget?.StartsWith(Path, StringComparison.Ordinal) ?? false)
                .Select(file => file.Replace("self", $"{Environment.ProcessId}", StringComparison.Ordinal))
                .ToArray();
            if (files is [])
            {
                return 0;
            }

            using var stat = Process.Start(new ProcessStartInfo("stat", ["-L", "-c", "%b %B", .. files]) { RedirectStandardOutput = true })!;
            var counts = await stat.StandardOutput.ReadToEndAsync().Within("the file system tells");
            return counts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Sum(words => long.Parse(words[0]) * long.Parse(words[1]));
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
