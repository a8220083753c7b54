using System.Diagnostics;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class DisposalTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task Ends_every_job_within_the_grace_period([Values] bool asynchronously)
    {
        var manager = NewManager(options => options.DefaultGracePeriod = TimeSpan.FromSeconds(1));
        var polite = await manager.StartAsync(Shell("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
        var stubborn = await manager.StartAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        var daemon = await manager.StartAsync(Shell("setsid sleep 100 >/dev/null 2>&1 </dev/null & echo ready; sleep 100"));
        foreach (var job in new[] { polite, stubborn, daemon })
        {
            await Waiting.Until("it is ready", async () => (await manager.ReadOutputTextAsync(job, Snapshot)).Length > 0);
        }

        var wait = manager.WaitAsync(stubborn);
        var read = manager.ReadOutputTextAsync(polite);
        var clock = Stopwatch.StartNew();
        if (asynchronously)
        {
            await manager.DisposeAsync();
        }
        else
        {
            manager.Dispose();
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(8)));
            Assert.That(Leftovers.Find(), Is.Empty);
            Assert.That(await wait.Within("the waiter"), Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("ExitCode").EqualTo(137));
            Assert.That(await read.Within("the reader"), Does.EndWith("bye\n"));
        }
    }

    [Test]
    public async Task Later_calls_are_refused_and_a_second_disposal_is_fine()
    {
        var manager = NewManager();
        var job = await manager.StartAsync("true");
        await manager.WaitAsync(job);
        await manager.DisposeAsync();
        await manager.DisposeAsync();
        Func<Task>[] calls =
        [
            () => manager.StartAsync("true"),
            async () => await manager.QueryAsync(job),
            () => manager.WaitAsync(job),
            () => manager.StopAsync(job),
            () => manager.RemoveAsync(job),
            async () => await manager.ListAsync().ToListAsync(),
            async () => await manager.ReadOutputAsync(job).ToListAsync(),
        ];
        using (Assert.EnterMultipleScope())
        {
            foreach (var call in calls)
            {
                await Assert.ThatAsync(async () => await call(), Throws.TypeOf<ObjectDisposedException>());
            }
        }
    }

    [Test]
    public async Task A_run_under_way_gives_the_result_of_the_stopped_job()
    {
        var manager = NewManager();
        var run = manager.RunAsync(Shell("echo hello; sleep 100"));
        await Waiting.Until("the job has written", async () => await manager.ListAsync().AnyAsync(job => job.OutputBytes > 0));
        await manager.DisposeAsync();
        var result = await run.Within("the run ends");
        Assert.That((result.Status.Outcome, result.StandardOutput), Is.EqualTo((JobOutcome.Stopped, "hello\n")));
    }

    [Test]
    public async Task Starts_that_race_with_it_are_refused_or_stopped()
    {
        for (var round = 0; round < 20; round++)
        {
            var manager = NewManager();
            var starts = Enumerable.Range(0, 8).Select(_ => Task.Run(() => manager.StartAsync("sleep", "100"))).ToArray();
            await Task.WhenAny(starts);
            await manager.DisposeAsync();
            Assert.That(Leftovers.Find(), Is.Empty);
            foreach (var start in starts)
            {
                try
                {
                    await start;
                }
                catch (ObjectDisposedException)
                {
                    // As it should be.
                }
            }
        }
    }
}
