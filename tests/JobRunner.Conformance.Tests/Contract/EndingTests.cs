using JobRunner.Conformance.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Contract;

/// <summary>Waiting for jobs, stopping, signalling and forgetting them.</summary>
[TestFixture(Place.InProcess)]
[TestFixture(Place.OverHttps)]
public sealed class EndingTests(Place place) : ContractTests(place)
{
    private static readonly JobSpec Stubborn = Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done");

    [Test]
    public async Task An_unknown_id_is_not_found()
    {
        var id = Guid.NewGuid();
        Func<Task>[] calls =
        [
            async () => await Jobs.QueryAsync(id), () => Jobs.WaitAsync(id), () => Jobs.StopAsync(id), () => Jobs.SignalAsync(id, JobSignal.SIGHUP), () => Jobs.RemoveAsync(id),
            () => Jobs.WriteInputAsync(id, new byte[1]), () => Jobs.CloseInputAsync(id), () => Jobs.ReadOutputTextAsync(id),
        ];
        foreach (var call in calls)
        {
            await Assert.ThatAsync(call, Throws.TypeOf<JobNotFoundException>().With.Property("JobId").EqualTo(id));
        }
    }

    [Test]
    public async Task A_stop_asks_first_and_kills_then()
    {
        var polite = await Jobs.StartAsync(Shell("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
        var stubborn = await Jobs.StartAsync(Stubborn);
        await WaitForOutput(polite, "ready");
        await WaitForOutput(stubborn, "ready");
        var stops = await Task.WhenAll(Jobs.StopAsync(polite), Jobs.StopAsync(stubborn, TimeSpan.FromMilliseconds(200))).Within("both are stopped");
        Assert.That(stops, Has.All.Property("Outcome").EqualTo(JobOutcome.Stopped).And.All.Property("State").EqualTo(JobState.Finished));
        Assert.That(stops[0].ExitCode, Is.Zero);
        Assert.That(stops[1].Signal, Is.EqualTo(9));
        Assert.That(await Jobs.ReadOutputTextAsync(polite), Does.EndWith("bye\n"));
        Assert.That(await Jobs.StopAsync(polite), Is.EqualTo(stops[0]), "a finished job's status is as it was");
    }

    [Test]
    public async Task Of_several_stops_the_earliest_deadline_counts_and_all_get_the_same_answer()
    {
        var job = await Jobs.StartAsync(Stubborn);
        await WaitForOutput(job, "ready");
        var patient = Jobs.StopAsync(job, TimeSpan.FromMinutes(10));
        await Waiting.Until("it is being stopped", async () => (await Jobs.QueryAsync(job)).State == JobState.Stopping);
        var waiter = Jobs.WaitAsync(job);
        var last = await Jobs.StopAsync(job, TimeSpan.Zero).Within("it is killed at once");
        Assert.That(await Task.WhenAll(patient, waiter).Within("the others have their answer"), Has.All.EqualTo(last));
    }

    [Test]
    public async Task Grace_periods_out_of_range_are_refused()
    {
        var job = await Jobs.StartAsync(Sleeper);
        foreach (var grace in new[] { TimeSpan.FromTicks(-1), Timeout.InfiniteTimeSpan, TimeSpan.MaxValue, TimeSpan.FromDays(50) })
        {
            await Assert.ThatAsync(() => Jobs.StopAsync(job, grace), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("gracePeriod"));
        }

        Assert.That(await Jobs.QueryAsync(job), Has.Property("State").EqualTo(JobState.Running));
    }

    [Test]
    public async Task A_signal_reaches_the_job_and_can_be_its_end()
    {
        var job = await Jobs.StartAsync(Shell("trap 'echo one' USR1; trap 'echo two' HUP; echo ready; while :; do sleep 0.05; done"));
        await WaitForOutput(job, "ready");
        await Jobs.SignalAsync(job, JobSignal.SIGUSR1);
        await WaitForOutput(job, "one");
        await Jobs.SignalAsync(job, JobSignal.SIGHUP);
        await WaitForOutput(job, "two");
        await Jobs.SignalAsync(job, JobSignal.SIGKILL);
        Assert.That(await WaitFor(job), Has.Property("Outcome").EqualTo(JobOutcome.Signaled).And.Property("Signal").EqualTo(9).And.Property("ExitCode").EqualTo(137));
        await Assert.ThatAsync(
            () => Jobs.SignalAsync(job, JobSignal.SIGHUP),
            Throws.TypeOf<InvalidJobStateException>().With.Property("State").EqualTo(JobState.Finished).And.Property("JobId").EqualTo(job));
        await Assert.ThatAsync(() => Jobs.SignalAsync(job, (JobSignal)99), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("signal"));
    }

    [Test]
    public async Task A_finished_job_can_be_forgotten_and_a_running_one_not()
    {
        var running = await Jobs.StartAsync(Sleeper);
        await Assert.ThatAsync(
            () => Jobs.RemoveAsync(running),
            Throws.TypeOf<InvalidJobStateException>().With.Property("State").EqualTo(JobState.Running).And.Property("JobId").EqualTo(running));
        var finished = (await RunToEnd(new JobSpec("true"))).Id;
        await Jobs.RemoveAsync(finished);
        await Assert.ThatAsync(async () => await Jobs.QueryAsync(finished), Throws.TypeOf<JobNotFoundException>());
        await Assert.ThatAsync(() => Jobs.RemoveAsync(finished), Throws.TypeOf<JobNotFoundException>());
        Assert.That(await ListIds(), Is.EqualTo(new[] { running }));
    }

    [Test]
    public async Task A_reader_under_way_gets_everything_of_a_removed_job_or_is_told()
    {
        var job = (await RunToEnd(Child("bytes", "5", "3000000"))).Id;
        await using var reader = Jobs.ReadOutputAsync(job).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync(), Is.True);
        long count = reader.Current.Data.Length;
        await Jobs.RemoveAsync(job);
        try
        {
            while (await reader.MoveNextAsync())
            {
                count += reader.Current.Data.Length;
            }

            Assert.That(count, Is.EqualTo(3_000_000), "a normal end is a whole one");
        }
        catch (JobNotFoundException e)
        {
            Assert.That(e.JobId, Is.EqualTo(job));
        }
    }

    [Test]
    public async Task A_child_that_holds_the_output_hangs_nobody()
    {
        await using var served = await ServeAsync(options => options.OutputDrainPeriod = TimeSpan.FromMilliseconds(200));
        var job = await served.Jobs.StartAsync(Shell("echo hi; sleep 100 & exit 0"));
        var status = await served.Jobs.WaitAsync(job).Within("it has ended");
        Assert.That(status, Has.Property("OutputComplete").False.And.Property("ExitCode").Zero.And.Property("Error").Not.Empty);
        Assert.That(await served.Jobs.ReadOutputTextAsync(job), Is.EqualTo("hi\n"));
    }

    [Test]
    public async Task Cancelling_a_call_ends_the_wait_and_never_the_job()
    {
        var job = await Jobs.StartAsync(Sleeper with { KeepInputOpen = true });
        using var cancelling = new CancellationTokenSource();
        Task[] calls =
        [
            Jobs.WaitAsync(job, cancelling.Token),
            Jobs.ReadOutputTextAsync(job, cancellationToken: cancelling.Token),
            Jobs.WriteInputAsync(job, new byte[10_000_000], cancelling.Token),
            Jobs.WatchAsync(cancellationToken: cancelling.Token).AllAsync(_ => true).AsTask(),
        ];
        await Waiting.Until("the job is there", async () => (await Jobs.QueryAsync(job)).State == JobState.Running);
        Assert.That(calls.Select(call => call.IsCompleted), Has.All.False);
        await cancelling.CancelAsync();
        foreach (var call in calls)
        {
            await Assert.ThatAsync(() => call.Within("it is cancelled"), Throws.InstanceOf<OperationCanceledException>());
        }

        await Assert.ThatAsync(async () => await Jobs.QueryAsync(job, cancelling.Token), Throws.InstanceOf<OperationCanceledException>());
        await Assert.ThatAsync(() => Jobs.RemoveAsync(job, cancelling.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Jobs.QueryAsync(job), Has.Property("State").EqualTo(JobState.Running));
    }

    [Test]
    public async Task A_stop_whose_caller_leaves_stops_the_job_all_the_same()
    {
        var job = await Jobs.StartAsync(Stubborn);
        await WaitForOutput(job, "ready");
        using var cancelling = new CancellationTokenSource();
        var stop = Jobs.StopAsync(job, TimeSpan.FromSeconds(1), cancelling.Token);
        await Waiting.Until("it is being stopped", async () => (await Jobs.QueryAsync(job)).State == JobState.Stopping);
        await cancelling.CancelAsync();
        await Assert.ThatAsync(() => stop.Within("it is cancelled"), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await WaitFor(job), Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task Once_disposed_it_refuses_every_call()
    {
        var served = await ServeAsync(_ => { });
        var jobs = served.Jobs;
        var job = await jobs.StartAsync("true");
        await jobs.WaitAsync(job).Within("it has ended");
        await ((IAsyncDisposable)jobs).DisposeAsync();
        ((IDisposable)jobs).Dispose();
        Func<Task>[] calls =
        [
            () => jobs.StartAsync(Sleeper), async () => await jobs.QueryAsync(job), () => jobs.WaitAsync(job), () => jobs.StopAsync(job), () => jobs.SignalAsync(job, JobSignal.SIGHUP),
            () => jobs.RemoveAsync(job), async () => await jobs.ListAsync().AnyAsync(), async () => await jobs.WatchAsync().AnyAsync(), () => jobs.ReadOutputTextAsync(job),
            () => jobs.WriteInputAsync(job, new byte[1]), () => jobs.CloseInputAsync(job),
        ];
        foreach (var call in calls)
        {
            await Assert.ThatAsync(call, Throws.TypeOf<ObjectDisposedException>());
        }

        await served.DisposeAsync();
    }
}
