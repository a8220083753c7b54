using JobRunner.Tests.Support;
using NUnit.Framework;
using ChildProgram = JobRunner.TestChild.Program;

namespace JobRunner.Tests.Launching;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class InputTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [TestCase("cat", TestName = "To_a_job_that_reads")]
    [TestCase("sleep 0.5; head -c 100000; sleep 0.5; cat", TestName = "To_a_job_that_reads_slowly")]
    public async Task Three_million_bytes_arrive(string script)
    {
        var bytes = ChildProgram.RandomBytes(11, 3_000_000);
        var job = await Jobs.StartAsync(Shell(script) with { KeepInputOpen = true });
        for (var start = 0; start < bytes.Length; start += 1_000_000)
        {
            await Jobs.WriteInputAsync(job, bytes.AsMemory(start, 1_000_000)).Within("the data is in the pipe");
        }

        await Jobs.CloseInputAsync(job);
        await Jobs.CloseInputAsync(job);
        Assert.That(await WaitFor(job), Has.Property("ExitCode").Zero);
        Assert.That((await Read(job)).AsSpan().SequenceEqual(bytes), Is.True);
        await Jobs.CloseInputAsync(job);
    }

    [Test]
    public async Task Writes_are_queued_in_their_order_and_the_closing_behind_them()
    {
        var job = await Jobs.StartAsync(Shell("sleep 0.3; cat") with { KeepInputOpen = true });
        var pieces = Enumerable.Range(0, 50).Select(i => Enumerable.Repeat((byte)i, 10_000).ToArray()).ToArray();
        var writes = pieces.Select(piece => Jobs.WriteInputAsync(job, piece)).ToArray();
        var close = Jobs.CloseInputAsync(job);
        await Task.WhenAll([.. writes, close]).Within("all is written");
        await WaitFor(job);
        Assert.That((await Read(job)).AsSpan().SequenceEqual(pieces.SelectMany(piece => piece).ToArray()), Is.True);
    }

    [Test]
    public async Task A_job_that_never_reads_holds_up_its_writer_until_it_is_stopped()
    {
        var job = await Jobs.StartAsync(new JobSpec("sleep", "100") { KeepInputOpen = true });
        using var cancellation = new CancellationTokenSource();
        var cancelled = Jobs.WriteInputAsync(job, new byte[1_000_000], cancellation.Token);
        var queued = Jobs.WriteInputAsync(job, new byte[1_000_000]);
        Assert.That(cancelled.IsCompleted, Is.False);
        await cancellation.CancelAsync();
        await Assert.ThatAsync(() => cancelled.Within("the write is cancelled"), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
        await Jobs.StopAsync(job);
        await Assert.ThatAsync(
            () => queued.Within("the write is refused"),
            Throws.TypeOf<InvalidJobStateException>());
    }

    [Test]
    public async Task A_job_that_exits_in_the_middle_refuses_the_rest()
    {
        var job = await Jobs.StartAsync(new JobSpec("head", "-c", "1000") { KeepInputOpen = true });
        await Assert.ThatAsync(
            () => Jobs.WriteInputAsync(job, new byte[5_000_000]).Within("the write is refused"), Throws.TypeOf<InvalidJobStateException>());
        Assert.That(await WaitFor(job), Has.Property("ExitCode").Zero.And.Property("OutputBytes").EqualTo(1000));
    }

    [Test]
    public async Task What_is_closed_takes_nothing()
    {
        var closed = await Jobs.StartAsync(new JobSpec("sleep", "100") { KeepInputOpen = true });
        await Jobs.CloseInputAsync(closed);
        var neverOpen = await Jobs.StartAsync("sleep", "100");
        await Jobs.CloseInputAsync(neverOpen);
        var finished = await Jobs.StartAsync(new JobSpec("true") { KeepInputOpen = true });
        await WaitFor(finished);
        await Jobs.CloseInputAsync(finished);
        foreach (var job in new[] { closed, neverOpen, finished })
        {
            await Assert.ThatAsync(() => Jobs.WriteInputAsync(job, new byte[1]), Throws.TypeOf<InvalidJobStateException>());
        }

        await Assert.ThatAsync(() => Jobs.WriteInputAsync(Guid.NewGuid(), new byte[1]), Throws.TypeOf<JobNotFoundException>());
        await Assert.ThatAsync(() => Jobs.CloseInputAsync(Guid.NewGuid()), Throws.TypeOf<JobNotFoundException>());
    }
}
