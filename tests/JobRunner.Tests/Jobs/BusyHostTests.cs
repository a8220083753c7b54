using JobRunner.Tests.Support;
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
