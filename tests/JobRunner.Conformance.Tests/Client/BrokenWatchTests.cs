using JobRunner.Conformance.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Client;

/// <summary>After a connection broke, a watcher is told what has changed and nothing else.</summary>
public sealed class BrokenWatchTests : ClientTests
{
    private static readonly JobSpec Sleeper = new("sleep", "100");

    [Test]
    public async Task Nothing_is_told_twice_and_what_ended_meanwhile_is_told()
    {
        var first = await Client.StartAsync(Sleeper);
        var second = await Client.StartAsync(Sleeper);
        await using var watch = new Watch(Client);
        Assert.That((await watch.Next()).Id, Is.EqualTo(first));
        Assert.That((await watch.Next()).Id, Is.EqualTo(second));
        var next = watch.Next();
        await WhileCut(() => Server.Jobs.StopAsync(first, TimeSpan.Zero));
        Assert.That(await next, Has.Property("Id").EqualTo(first).And.Property("State").EqualTo(JobState.Finished));
        var third = await Client.StartAsync(Sleeper);
        Assert.That((await watch.Next()).Id, Is.EqualTo(third));
    }

    [Test]
    public async Task A_job_that_ended_and_was_forgotten_meanwhile_is_not_passed_over()
    {
        var job = await Client.StartAsync(Sleeper);
        await using var watch = new Watch(Client);
        await watch.Next();
        var next = watch.MoveNext();
        await WhileCut(async () =>
        {
            await Server.Jobs.StopAsync(job, TimeSpan.Zero);
            await Server.Jobs.RemoveAsync(job);
        });
        await Assert.ThatAsync(() => next.Within("it is told"), Throws.TypeOf<WatchOverrunException>());
    }

    [Test]
    public async Task One_whose_end_was_told_may_be_forgotten()
    {
        var job = (await Client.RunAsync(new JobSpec("true"))).Status.Id;
        await using var watch = new Watch(Client);
        Assert.That(await watch.Next(), Has.Property("IsFinished").True);
        var next = watch.Next();
        await WhileCut(() => Server.Jobs.RemoveAsync(job));
        var other = await Client.StartAsync(Sleeper);
        Assert.That((await next).Id, Is.EqualTo(other));
    }

    private async Task WhileCut(Func<Task> action)
    {
        await Waiting.Until("it watches", () => Server.FollowerCount() == 1);
        Proxy.CloseDoor();
        Proxy.CutAll();
        await action().Within("it is done");
        Proxy.OpenDoor();
    }
}
