using JobRunner.Conformance.Tests.Support;
using JobRunner.Http.Client;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Client;

/// <summary>What was done, though its answer was lost.</summary>
public sealed class LostAnswerTests : ClientTests
{
    [Test]
    public async Task A_start_is_tried_again_and_starts_one_job()
    {
        Guid job = default;
        await LoseAnswerOf(async () => job = await Client.StartAsync("sleep", "100"), "the job is started", async () => await Server.Jobs.ListAsync().AnyAsync());
        Assert.That(await Server.Jobs.ListAsync().SingleAsync(), Has.Property("Id").EqualTo(job));
    }

    [Test]
    public async Task A_removal_was_one()
    {
        var job = (await Client.RunAsync(new JobSpec("true"))).Status.Id;
        await LoseAnswerOf(() => Client.RemoveAsync(job), "the job is removed", async () => !await Server.Jobs.ListAsync().AnyAsync());
    }

    [Test]
    public async Task A_stop_and_a_wait_still_give_the_final_status()
    {
        var job = await Client.StartAsync("sleep", "100");
        var wait = Client.WaitAsync(job);
        JobStatus? status = null;
        await LoseAnswerOf(async () => status = await Client.StopAsync(job), "the job is stopped", async () => (await Server.Jobs.QueryAsync(job)).IsFinished);
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
        Assert.That(await wait.Within("the wait ends"), Is.EqualTo(status));
    }

    [Test]
    public async Task Waits_and_stops_last_longer_than_an_answer_may()
    {
        await using var client = NewClient(options => options.AnswerTimeout = TimeSpan.FromSeconds(2));
        var job = await client.StartAsync("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await Waiting.Until("the job is ready", async () => (await Server.Jobs.QueryAsync(job)).OutputBytes >= 6);
        var wait = client.WaitAsync(job);
        var status = await client.StopAsync(job, TimeSpan.FromSeconds(3)).Within("it is stopped");
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
        Assert.That(status.FinishedAt - status.StartedAt, Is.GreaterThan(TimeSpan.FromSeconds(3)), "the first deadline counts, and it is not cut short");
        Assert.That(await wait.Within("the wait ends"), Is.EqualTo(status));
    }

    [Test]
    public async Task A_signal_is_not_sent_twice_and_that_it_may_have_been_sent_is_said()
    {
        var job = await Client.StartAsync(new JobSpec("sh", "-c", "trap 'echo hup' HUP; echo ready; while :; do read line; done") { KeepInputOpen = true });
        await Waiting.Until("the job is ready", async () => (await Server.Jobs.QueryAsync(job)).OutputBytes >= 6);
        await Assert.ThatAsync(
            () => LoseAnswerOf(() => Client.SignalAsync(job, JobSignal.SIGHUP), "the signal has come", async () => (await Server.Jobs.QueryAsync(job)).OutputBytes >= 10),
            Throws.TypeOf<JobsConnectionException>().With.Message.Contains("not known"));
        Assert.That(await Server.Jobs.QueryAsync(job), Has.Property("OutputBytes").EqualTo(10));
    }

    [Test]
    public async Task Input_is_not_written_twice()
    {
        var job = await Client.StartAsync(new JobSpec("cat") { KeepInputOpen = true });
        await Assert.ThatAsync(
            () => LoseAnswerOf(
                async () =>
                {
                    await Client.WriteInputAsync(job, "warm\n"u8.ToArray());
                    Proxy.HoldAnswers();
                    await Client.WriteInputAsync(job, "once\n"u8.ToArray());
                },
                "the input has come",
                async () => (await Server.Jobs.QueryAsync(job)).OutputBytes >= 10),
            Throws.TypeOf<JobsConnectionException>().With.Message.Contains("not known"));
        await Server.Jobs.CloseInputAsync(job);
        Assert.That(await Client.ReadOutputTextAsync(job).Within("the job has ended"), Is.EqualTo("warm\nonce\n"));
    }
}
