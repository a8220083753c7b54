using JobRunner.Conformance.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;
using ChildProgram = JobRunner.TestChild.Program;

namespace JobRunner.Conformance.Tests.Contract;

[TestFixture(Place.InProcess)]
[TestFixture(Place.OverHttps)]
public sealed class InputTests(Place place) : ContractTests(place)
{
    [TestCase("cat", TestName = "To_a_job_that_reads")]
    [TestCase("sleep 0.3; head -c 100000; sleep 0.3; cat", TestName = "To_a_job_that_reads_slowly")]
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
    public async Task A_job_that_never_reads_holds_up_its_writer_and_nobody_else()
    {
        var job = await Jobs.StartAsync(Sleeper with { KeepInputOpen = true });
        using var cancelling = new CancellationTokenSource();
        var cancelled = Jobs.WriteInputAsync(job, new byte[5_000_000], cancelling.Token);
        var queued = Jobs.WriteInputAsync(job, new byte[5_000_000]);
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Jobs.RunAsync(new JobSpec("echo", "hello")))).Within("others run");
        Assert.That(others, Has.All.Property("StandardOutput").EqualTo("hello\n"));
        Assert.That(cancelled.IsCompleted, Is.False);
        await cancelling.CancelAsync();
        await Assert.ThatAsync(() => cancelled.Within("the write is cancelled"), Throws.InstanceOf<OperationCanceledException>());
        await Jobs.StopAsync(job).Within("it is stopped");
        await Assert.ThatAsync(() => queued.Within("the write is refused"), Throws.TypeOf<InvalidJobStateException>());
    }

    [Test]
    public async Task A_job_that_exits_in_the_middle_refuses_the_rest()
    {
        var job = await Jobs.StartAsync(new JobSpec("head", "-c", "1000") { KeepInputOpen = true });
        await Assert.ThatAsync(() => Jobs.WriteInputAsync(job, new byte[5_000_000]).Within("the write is refused"), Throws.TypeOf<InvalidJobStateException>());
        Assert.That(await WaitFor(job), Has.Property("ExitCode").Zero.And.Property("OutputBytes").EqualTo(1000));
    }

    [Test]
    public async Task What_is_closed_takes_nothing()
    {
        var closed = await Jobs.StartAsync(Sleeper with { KeepInputOpen = true });
        await Jobs.CloseInputAsync(closed);
        var neverOpen = await Jobs.StartAsync(Sleeper);
        var finished = (await RunToEnd(new JobSpec("true") { KeepInputOpen = true })).Id;
        foreach (var job in new[] { closed, neverOpen, finished })
        {
            await Assert.ThatAsync(() => Jobs.WriteInputAsync(job, default), Throws.TypeOf<InvalidJobStateException>().With.Property("JobId").EqualTo(job));
            await Assert.ThatAsync(() => Jobs.WriteInputAsync(job, new byte[1]), Throws.TypeOf<InvalidJobStateException>().With.Property("JobId").EqualTo(job));
            await Assert.ThatAsync(() => Jobs.WriteInputAsync(job, new byte[3_000_000]).Within("it is refused"), Throws.TypeOf<InvalidJobStateException>());
            await Jobs.CloseInputAsync(job);
        }
    }

    [Test]
    public async Task Without_KeepInputOpen_input_is_at_its_end_from_the_start() =>
        Assert.That(await Jobs.RunAsync(new JobSpec("cat")).Within("it has ended"), Has.Property("StandardOutput").Empty);

    [Test]
    public async Task Input_for_a_queued_job_waits_for_its_start()
    {
        await using var served = await ServeAsync(options => options.MaxConcurrentJobs = 1);
        var jobs = served.Jobs;
        var first = await jobs.StartAsync(Sleeper);
        var queued = await jobs.StartAsync(new JobSpec("cat") { KeepInputOpen = true });
        Task[] inputs = [jobs.WriteInputAsync(queued, "one "u8.ToArray()), jobs.WriteInputAsync(queued, "two"u8.ToArray()), jobs.CloseInputAsync(queued)];
        await jobs.StopAsync(first, TimeSpan.Zero).Within("the slot is free");
        await Task.WhenAll(inputs).Within("all is written");
        Assert.That(await jobs.ReadOutputTextAsync(queued).Within("it has read all"), Is.EqualTo("one two"));
    }
}
