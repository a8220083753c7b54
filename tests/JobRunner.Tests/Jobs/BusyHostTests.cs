using JobRunner.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Tests.Jobs;

public sealed class BusyHostTests
{
    /// <summary>What a job wrote and nobody holds is whole, also if the host comes to read it only after the drain period.</summary>
    [TestCase("")]
    [TestCase("exec 2>/dev/null; ", Description = "One pipe is at its end long before.")]
    public async Task Output_that_nobody_holds_is_whole_however_late_it_is_read(string first)
    {
        const int Count = 50_000;
        const int Ready = 6;
        using var clock = new SlowClock();
        await using var jobs = new JobsManager(new JobsManagerOptions { OutputDrainPeriod = TimeSpan.FromMilliseconds(20) }, timeProvider: clock);
        var job = await jobs.StartAsync(new JobSpec("sh", "-c", $"{first}echo ready; read go; head -c {Count} /dev/zero; exec >/dev/null 2>&1; setsid sleep 100 & exit 0") { KeepInputOpen = true });
        await Waiting.Until("the job is ready", async () => (await jobs.QueryAsync(job)).OutputBytes == Ready);
        clock.Slow();
        await jobs.WriteInputAsync(job, "go\n"u8.ToArray());
        var status = await jobs.WaitAsync(job).Within("the job has finished");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(clock.WasSlow, Is.True);
            Assert.That(status.Error, Is.Null);
            Assert.That(status.OutputComplete, Is.True);
            Assert.That(status.OutputBytes, Is.EqualTo(Ready + Count));
        }
    }

    /// <summary>So is what is held by somebody who is no part of the job, for a moment: a process that is just being started, as a rule.</summary>
    [Test]
    public async Task Output_that_is_held_by_others_for_a_moment_is_whole()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var jobs = new JobsManager(new JobsManagerOptions(), timeProvider: time);
        var job = await jobs.StartAsync(new JobSpec("sh", "-c", "read go; exec >/dev/null 2>&1; setsid sleep 100 & exit 0") { KeepInputOpen = true });
        var status = await jobs.QueryAsync(job);
        var end = jobs.WaitAsync(job);
        await using (new FileStream($"/proc/{status.ProcessId}/fd/1", FileMode.Open, FileAccess.Write))
        {
            await jobs.WriteInputAsync(job, "go\n"u8.ToArray());
            await Waiting.Until("the program has exited", async () => (await jobs.QueryAsync(job)).ExitCode == 0);
            await Waiting.Until("the drain period is over", () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return time.GetUtcNow() - status.StartedAt > TimeSpan.FromMinutes(1);
            });
        }

        status = await end.Within("the job has finished");
        Assert.That(status, Has.Property("Error").Null.And.Property("OutputComplete").True);
    }

    /// <summary>A clock that takes half a second once: as long as that, the thread that reads the output does not come to read.</summary>
    private sealed class SlowClock : TimeProvider, IDisposable
    {
        private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(500);

        private readonly ManualResetEventSlim _never = new();
        private int _isSlow;

        public bool WasSlow { get; private set; }

        public void Slow() => _isSlow = 1;

        public override DateTimeOffset GetUtcNow()
        {
            // The event loop's own thread has to see the exit.
            if (Thread.CurrentThread.IsThreadPoolThread && Interlocked.Exchange(ref _isSlow, 0) == 1)
            {
                _never.Wait(Delay);
                WasSlow = true;
            }

            return base.GetUtcNow();
        }

        public void Dispose() => _never.Dispose();
    }
}
