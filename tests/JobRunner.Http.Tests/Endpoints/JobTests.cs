using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Access;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Endpoints;

/// <summary>What is done with one job.</summary>
public sealed class JobTests
{
    private static readonly object Cat = new { command = "cat", keepInputOpen = true };

    private JobsServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await JobsServer.StartAsync(setup => setup.Manager = options => (options.MaxConcurrentJobs, options.MaxQueuedJobs) = (2, 1));

    [TearDown]
    public async Task Stop()
    {
        var errors = _server.Log.Errors.ToArray();
        await _server.DisposeAsync();
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public async Task A_start_answers_with_where_the_job_is_and_how_it_stands()
    {
        using var answer = await _server.Alice.PostAsJsonAsync(Call.Jobs, new { command = "sh", arguments = new[] { "-c", "exit 3" }, labels = new Dictionary<string, string> { ["a"] = "b" } });
        var status = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.That(answer.Headers.Location, Is.EqualTo(new Uri($"/jobs/{status["id"]}", UriKind.Relative)));
        Assert.That((string?)status["labels"]!["a"], Is.EqualTo("b"));
        var last = await _server.Alice.WaitAsync(status["id"]!.GetValue<Guid>());
        Assert.That(((string?)last["state"], (string?)last["outcome"], (int)last["exitCode"]!), Is.EqualTo(("Finished", "Exited", 3)));
    }

    [TestCase("/no/such/program", null, "CommandNotFound")]
    [TestCase("no-such-program", null, "CommandNotFound")]
    [TestCase("/etc", null, "CommandNotExecutable")]
    [TestCase("true", "/no/such/directory", "Other")]
    public async Task What_can_not_start_is_said_with_its_file_and_why(string command, string? workingDirectory, string reason)
    {
        using var answer = await _server.Alice.PostAsJsonAsync(Call.Jobs, new { command, workingDirectory });
        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "can-not-start");
        Assert.That(((string?)problem["fileName"], (string?)problem["reason"]), Is.EqualTo((workingDirectory ?? command, reason)));
    }

    [Test]
    public async Task A_full_queue_says_when_to_try_again()
    {
        for (var i = 0; i < 3; i++)
        {
            await _server.Alice.StartAsync(Call.Sleep);
        }

        using var answer = await _server.Alice.PostAsJsonAsync(Call.Jobs, Call.Sleep);
        await answer.ProblemAsync(HttpStatusCode.TooManyRequests, "queue-full");
        Assert.That(answer.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task A_wait_ends_with_the_job()
    {
        var job = await _server.Alice.StartAsync(Cat);
        var wait = _server.Alice.WaitAsync(job);
        await _server.Jobs.CloseInputAsync(job);
        Assert.That((string?)(await wait)["state"], Is.EqualTo("Finished"));
    }

    [Test]
    public async Task Or_with_its_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        var job = await server.Alice.StartAsync(Cat);
        var wait = server.Alice.GetJsonAsync($"/jobs/{job}?wait=30");
        await Waiting.Until("the wait is over", () =>
        {
            // Again and again, because nothing tells when the wait has begun.
            time.Advance(TimeSpan.FromSeconds(1));
            return wait.IsCompleted;
        });
        Assert.That((string?)(await wait)["state"], Is.EqualTo("Running"));
    }

    [TestCase(null)]
    [TestCase("{}")]
    [TestCase("""{ "gracePeriod": null }""")]
    [TestCase("""{ "gracePeriod": "00:00:05" }""")]
    public async Task A_stop_answers_with_the_final_status(string? body)
    {
        var job = await _server.Alice.StartAsync(Call.Sleep);
        using var answer = await _server.Alice.PostAsync(new Uri($"/jobs/{job}/stop", UriKind.Relative), body is null ? null : Call.Json(body));
        var status = await answer.JsonAsync();
        Assert.That(((string?)status["state"], (string?)status["outcome"]), Is.EqualTo(("Finished", "Stopped")));
    }

    [Test]
    public async Task A_stop_without_grace_kills_what_does_not_listen()
    {
        var job = await _server.Alice.StartAsync(Call.Shell("trap '' TERM; echo ready; while :; do sleep 1; done"));
        await Waiting.Until("the job is ready", async () => (await _server.Jobs.QueryAsync(job)).OutputBytes > 0);
        using var answer = await _server.Alice.PostAsJsonAsync($"/jobs/{job}/stop", new { gracePeriod = "00:00:00" });
        Assert.That((int)(await answer.JsonAsync())["signal"]!, Is.EqualTo(9));
    }

    [Test]
    public async Task A_signal_reaches_the_job()
    {
        var job = await _server.Alice.StartAsync(Call.Shell("trap 'exit 7' USR1; echo ready; while :; do sleep 0.05; done"));
        await Waiting.Until("the job is ready", async () => (await _server.Jobs.QueryAsync(job)).OutputBytes > 0);
        using var answer = await _server.Alice.PostAsJsonAsync($"/jobs/{job}/signal", new { signal = "SIGUSR1" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((int)(await _server.Alice.WaitAsync(job))["exitCode"]!, Is.EqualTo(7));
    }

    [Test]
    public async Task Input_reaches_the_job_byte_by_byte_and_ends_where_it_is_said()
    {
        var job = await _server.Alice.StartAsync(Cat);
        byte[] bytes = [0, 10, 13, 255, 128];
        using var first = await SendInputAsync(job, bytes);
        using var second = await SendInputAsync(job, bytes, "?eof=true");
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NoContent)));
        Assert.That(await _server.Alice.GetByteArrayAsync(new Uri($"/jobs/{job}/output", UriKind.Relative)), Is.EqualTo(new byte[][] { bytes, bytes }.SelectMany(part => part)));
    }

    [Test]
    public async Task A_job_that_is_removed_is_gone()
    {
        var job = await _server.Alice.StartAsync(new { command = "true" });
        await _server.Alice.WaitAsync(job);
        using var removed = await _server.Alice.DeleteAsync(new Uri($"/jobs/{job}", UriKind.Relative));
        using var again = await _server.Alice.DeleteAsync(new Uri($"/jobs/{job}", UriKind.Relative));
        Assert.That(removed.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await again.ProblemAsync(HttpStatusCode.NotFound, "job-not-found");
    }

    [Test]
    public async Task One_that_runs_is_not_removed()
    {
        var job = await _server.Alice.StartAsync(Call.Sleep);
        using var answer = await _server.Alice.DeleteAsync(new Uri($"/jobs/{job}", UriKind.Relative));
        await IsConflict(answer, job, "Running");
    }

    [Test]
    public async Task One_that_has_finished_takes_neither_signal_nor_input()
    {
        var job = await _server.Alice.StartAsync(new { command = "true", keepInputOpen = true });
        await _server.Alice.WaitAsync(job);
        using var signal = await _server.Alice.PostAsJsonAsync($"/jobs/{job}/signal", new { signal = "SIGTERM" });
        using var input = await SendInputAsync(job, [1]);
        await IsConflict(signal, job, "Finished");
        await IsConflict(input, job, "Finished");
    }

    [Test]
    public async Task One_whose_input_was_never_open_takes_none()
    {
        var job = await _server.Alice.StartAsync(Call.Sleep);
        using var answer = await SendInputAsync(job, [1]);
        await IsConflict(answer, job, "Running");
    }

    [TestCase("")]
    [TestCase("?eof=true")]
    public async Task A_request_that_has_nothing_to_send_yet_ends_with_the_job(string query)
    {
        var job = await _server.Alice.StartAsync(new { command = "sh", arguments = new[] { "-c", "read line" }, keepInputOpen = true });
        await using var connection = await _server.ConnectAsync(_server.Certificates.Client("alice"));
        await connection.SendAsync($"POST /jobs/{job}/input{query} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n");
        using var answer = new StreamReader(connection.Stream);
        Assert.That(await answer.ReadLineAsync().Within("it is answered"), Does.StartWith("HTTP/1.1 409 "));
        Assert.That(_server.Services.GetRequiredService<Followers>().Count, Is.Zero);
    }

    [Test]
    public async Task The_input_of_one_that_has_finished_may_be_ended_again()
    {
        var job = await _server.Alice.StartAsync(new { command = "true", keepInputOpen = true });
        await _server.Alice.WaitAsync(job);
        using var answer = await SendInputAsync(job, [], "?eof=true");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    private static async Task IsConflict(HttpResponseMessage answer, Guid job, string state)
    {
        var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "invalid-state");
        Assert.That(((string?)problem["jobId"], (string?)problem["state"]), Is.EqualTo(($"{job}", state)));
    }

    private async Task<HttpResponseMessage> SendInputAsync(Guid job, byte[] bytes, string query = "")
    {
        using var content = new ByteArrayContent(bytes);
        return await _server.Alice.PostAsync(new Uri($"/jobs/{job}/input{query}", UriKind.Relative), content);
    }
}
