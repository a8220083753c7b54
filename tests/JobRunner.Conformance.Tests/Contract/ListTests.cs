using JobRunner.Conformance.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Contract;

[TestFixture(Place.InProcess)]
[TestFixture(Place.OverHttps)]
public sealed class ListTests(Place place) : ContractTests(place)
{
    [Test]
    public async Task Lists_in_order_of_creation_what_matches()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add(await Jobs.StartAsync(new JobSpec("true") { Labels = Labels(("even", $"{i % 2 == 0}"), ("a:b", "c:d"), ("é&=?", "ü&=? ")) }));
        }

        var running = await Jobs.StartAsync(Sleeper);
        await Task.WhenAll(ids.Select(WaitFor));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ListIds(), Is.EqualTo(ids.Append(running)));
            Assert.That(await ListIds(new() { Labels = Labels(("even", "True"), ("é&=?", "ü&=? ")) }), Is.EqualTo(ids.Where((_, i) => i % 2 == 0)));
            Assert.That(await ListIds(new() { Labels = Labels(("a:b", "c:d")) }), Is.EqualTo(ids));
            Assert.That(await ListIds(new() { Labels = Labels(("a", "b:c:d")) }), Is.Empty);
            Assert.That(await ListIds(new() { Labels = Labels(("", "x")) }), Is.Empty);
            Assert.That(await ListIds(new() { State = JobState.Finished }), Is.EqualTo(ids));
            Assert.That(await ListIds(new() { State = JobState.Running }), Is.EqualTo(new[] { running }));
            Assert.That(await ListIds(new() { State = JobState.Queued }), Is.Empty);
            Assert.That(await ListIds(new() { Id = ids[3] }), Is.EqualTo(new[] { ids[3] }));
            Assert.That(await ListIds(new() { Id = running, State = JobState.Finished }), Is.Empty);
            Assert.That(await ListIds(new() { Id = Guid.NewGuid() }), Is.Empty);
        }
    }

    [Test]
    public async Task A_long_list_is_whole()
    {
        await using var served = await ServeAsync(options => (options.MaxConcurrentJobs, options.MaxQueuedJobs) = (1, 2000));
        var first = await served.Jobs.StartAsync(Sleeper);
        var starts = new List<Guid> { first };
        foreach (var batch in Enumerable.Range(0, 1100).Chunk(50))
        {
            starts.AddRange(await Task.WhenAll(batch.Select(_ => served.Jobs.StartAsync("true"))));
        }

        var listed = await served.Jobs.ListAsync().ToListAsync();
        Assert.That(listed.Select(status => status.Id), Is.EquivalentTo(starts));
        Assert.That(listed.Select(status => status.CreatedAt), Is.Ordered);
    }

    [Test]
    public async Task It_can_be_left_and_cancelled()
    {
        await Jobs.StartAsync(Sleeper);
        await Jobs.StartAsync(Sleeper);
        Assert.That(await Jobs.ListAsync().FirstAsync(), Has.Property("State").EqualTo(JobState.Running));
        await Assert.ThatAsync(async () => await Jobs.ListAsync(cancellationToken: new(canceled: true)).AnyAsync(), Throws.InstanceOf<OperationCanceledException>());
    }
}
