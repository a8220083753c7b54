using System.Runtime.CompilerServices;
using JobRunner.Cli.Formatting;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Formatting;

public sealed class LiveTableTests
{
    [Test]
    public async Task Forgets_jobs_that_finished_long_ago_and_counts_them()
    {
        const int Jobs = 2500;
        using var stream = new MemoryStream();
        var screen = new Screen(stream, new TerminalTraits(IsTerminal: true, HasColour: false, CanRedraw: true, () => (80, 30)));
        var (stop, told) = (new TaskCompletionSource(), new List<WeakReference>());
        var table = new LiveTable(screen, TimeProvider.System);
        await table.ShowAsync(Finish(Jobs, told, stop), stop.Task).Within("the table is shown");
        GC.Collect();
        Assert.That(told.Count(job => job.IsAlive), Is.InRange(27, 1100));
        Assert.That(System.Text.Encoding.UTF8.GetString(stream.ToArray()), Does.Contain("… 2473 older ones"));
        GC.KeepAlive(table);
    }

    private static async IAsyncEnumerable<JobStatus> Finish(
        int count, List<WeakReference> told, TaskCompletionSource stop, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            // Each is told of twice, as by a server.
            var running = new JobStatus { Id = Guid.NewGuid(), Command = "true", State = JobState.Running, CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(i) };
            yield return running;
            var finished = running with { State = JobState.Finished, Outcome = JobOutcome.Exited, ExitCode = 0 };
            told.Add(new WeakReference(finished));
            yield return finished;
        }

        stop.SetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
