using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

/// <summary>Disposal while the kernel keeps a start.</summary>
[Platform("Linux")]
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class HangingStartTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task Keeps_no_other_job_from_being_stopped()
    {
        using var program = new HeldProgram("/bin/sleep");
        var jobs = NewManager(Timeout.InfiniteTimeSpan);
        var end = jobs.WaitAsync(await jobs.StartAsync("sleep", "1000"));
        program.Hold();
        var start = Task.Run(() => jobs.StartAsync(program.FilePath, "1000"));
        await Waiting.Until("the start hangs", () => program.IsAwaited);
        var disposal = jobs.DisposeAsync().AsTask();
        Assert.That(await end.Within("the other job has ended"), Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
        Assert.That(disposal.IsCompleted, Is.False);

        program.Release();
        await start.Within("it was in time");
        await disposal.Within("the manager is disposed");
        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
    }

    [Test]
    public async Task Is_given_up_and_leaves_nothing_when_it_goes_on()
    {
        using var program = new HeldProgram("/bin/sleep");
        var jobs = NewManager(TimeSpan.FromMilliseconds(100));
        program.Hold();
        var start = Task.Run(() => jobs.StartAsync(program.FilePath, "1000"));
        await Waiting.Until("the start hangs", () => program.IsAwaited);
        await jobs.DisposeAsync().AsTask().Within("the manager is disposed");
        Assert.That(start.IsCompleted, Is.False);

        program.Release();
        await Assert.ThatAsync(() => start.Within("it comes too late"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
        await Waiting.Until("the watchdog has ended", () => !Leftovers.Find().Any());
    }

    [Test]
    public async Task Of_a_queued_job_is_its_end()
    {
        using var program = new HeldProgram("/bin/sleep");
        var jobs = NewManager(TimeSpan.FromMilliseconds(100), slots: 1);
        var first = await jobs.StartAsync(new JobSpec("cat") { KeepInputOpen = true });
        var end = jobs.WaitAsync(await jobs.StartAsync(program.FilePath, "1000"));
        program.Hold();
        await jobs.CloseInputAsync(first);
        await Waiting.Until("the start hangs", () => program.IsAwaited);
        await jobs.DisposeAsync().AsTask().Within("the manager is disposed");
        Assert.That(
            await end.Within("its waiter is released"),
            Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("StartedAt").Null.And.Property("Error").Contains("given up"));

        program.Release();
        await Waiting.Until("the program was killed, and the watchdog has ended", () => !Leftovers.Find().Any());
    }

    // Little grace, because .NET sees no child of its own end while it starts another: without a session, that is all waited for.
    private JobsManager NewManager(TimeSpan patience, int? slots = null) => new(
        new JobsManagerOptions { Isolation = Isolation, MaxConcurrentJobs = slots, DefaultGracePeriod = TimeSpan.FromMilliseconds(200) })
    {
        StartPatience = patience,
    };
}
