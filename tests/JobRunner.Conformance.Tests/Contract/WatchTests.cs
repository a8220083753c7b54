using JobRunner.Conformance.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Contract;

[TestFixture(Place.InProcess)]
[TestFixture(Place.OverHttps)]
public sealed class WatchTests(Place place) : ContractTests(place)
{
    private static readonly JobSpec Stubborn = Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done");
    private static readonly JobSpec Blue = Sleeper with { Labels = Labels(("team", "blue"), ("a:b", "c")) };

    [Test]
    public async Task First_comes_what_there_is_and_then_each_change_in_order()
    {
        var first = await RunToEnd(new JobSpec("true"));
        var second = await Jobs.StartAsync(Stubborn);
        await WaitForOutput(second, "ready");
        await using var watch = new Watch(Jobs);
        Assert.That(await watch.Next(), Is.EqualTo(first));
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(second).And.Property("State").EqualTo(JobState.Running));
        var third = await Jobs.StartAsync(Sleeper);
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(third).And.Property("State").EqualTo(JobState.Running));
        var stop = Jobs.StopAsync(second, TimeSpan.FromSeconds(20));
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(second).And.Property("State").EqualTo(JobState.Stopping));
        await Jobs.StopAsync(second, TimeSpan.Zero);
        Assert.That(await watch.Next(), Is.EqualTo(await stop));
    }

    [Test]
    public async Task Filters_hold_for_what_is_told()
    {
        var blue = await Jobs.StartAsync(Blue);
        await Jobs.StartAsync(Sleeper);
        await using var ofBlue = new Watch(Jobs, new JobFilter { Labels = Blue.Labels });
        await using var ofEnds = new Watch(Jobs, new JobFilter { State = JobState.Finished });
        await using var ofOne = new Watch(Jobs, new JobFilter { Id = blue });
        Assert.That(await ofBlue.Next(), Has.Property("Id").EqualTo(blue));
        Assert.That(await ofOne.Next(), Has.Property("State").EqualTo(JobState.Running));
        var end = ofEnds.Next();
        await Jobs.StopAsync(blue, TimeSpan.Zero).Within("it is stopped");
        Assert.That(await end, Has.Property("Id").EqualTo(blue).And.Property("State").EqualTo(JobState.Finished));
        foreach (var watch in new[] { ofBlue, ofOne })
        {
            var next = await watch.Next();
            Assert.That(next.State == JobState.Stopping ? await watch.Next() : next, Has.Property("Id").EqualTo(blue).And.Property("State").EqualTo(JobState.Finished));
        }
    }

    [Test]
    public async Task The_last_state_of_every_job_is_told_once_also_of_those_that_are_forgotten_by_then()
    {
        await using var served = await ServeAsync(options => options.MaxFinishedJobs = 0);
        var keepsWatch = await served.Jobs.StartAsync(Sleeper);
        await using var watch = new Watch(served.Jobs);
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(keepsWatch));
        var ids = (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => served.Jobs.StartAsync("true")))).ToHashSet();
        while (ids.Count > 0)
        {
            if (await watch.Next() is { IsFinished: true } status)
            {
                Assert.That(ids.Remove(status.Id), Is.True, "each end is told once");
            }
        }
    }

    [Test]
    public async Task It_can_be_cancelled_before_and_while_it_waits()
    {
        using var cancelling = new CancellationTokenSource();
        await using var watch = new Watch(Jobs, filter: null, cancelling.Token);
        var next = watch.MoveNext();
        await cancelling.CancelAsync();
        await Assert.ThatAsync(() => next.Within("it is cancelled"), Throws.InstanceOf<OperationCanceledException>());
        await Assert.ThatAsync(async () => await Jobs.WatchAsync(cancellationToken: cancelling.Token).AnyAsync(), Throws.InstanceOf<OperationCanceledException>());
    }
}
