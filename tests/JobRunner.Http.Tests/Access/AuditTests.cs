using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

public sealed class AuditTests
{
    private static readonly string[] Members = ["Action", "Client", "Serial", "JobId", "Status"];

    [TestCase("GET", "", null, ExpectedResult = "QueryJob")]
    [TestCase("POST", "/stop", null, ExpectedResult = "StopJob")]
    [TestCase("POST", "/signal", """{ "signal": "SIGCONT" }""", ExpectedResult = "SignalJob")]
    [TestCase("POST", "/input", "hello", ExpectedResult = "WriteInput")]
    [TestCase("GET", "/output?follow=false", null, ExpectedResult = "ReadOutput")]
    [TestCase("HEAD", "/output", null, ExpectedResult = "HeadOutput")]
    [TestCase("GET", "/events?follow=false", null, ExpectedResult = "FollowJob")]
    public async Task<string?> Each_action_is_one_event(string method, string path, string? body)
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("alice");
        var client = server.ClientWith(certificate);
        var job = await client.StartAsync(new { command = "cat", keepInputOpen = true });
        using var answer = await client.SendAsync(new Route(method, path, "", body).RequestFor(job));
        await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True);

        var entries = server.Log.Audit.Select(entry => entry.Values).ToArray();
        Assert.That(entries, Has.Length.EqualTo(2), "the start and this one");
        Assert.That(Told(entries[0]), Is.EqualTo(new[] { "StartJob", "alice", certificate.SerialNumber, $"{job}", "201" }));
        Assert.That(Told(entries[1])[1..], Is.EqualTo(new[] { "alice", certificate.SerialNumber, $"{job}", $"{(int)answer.StatusCode}" }));
        return entries[1]["Action"];
    }

    [Test]
    public async Task A_refusal_is_one_event_with_its_rule()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.AllowedCommands.Add("/bin/true"));
        using var answer = await server.Alice.PostAsJsonAsync(Call.Jobs, Call.Sleep);
        var entry = server.Log.Audit.Single();
        Assert.That(entry.Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(Told(entry.Values), Is.EqualTo(new[] { "StartJob", "alice", entry.Values["Serial"], "-", "403" }));
        Assert.That(entry.Values["Rule"], Is.EqualTo("AllowedCommands"));
    }

    [Test]
    public async Task So_is_one_for_want_of_a_permission_and_one_about_another_s_job()
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Bob.StartAsync(Call.Sleep);
        using var unpermitted = await server.ClientFor("reader").DeleteAsync(new Uri($"/jobs/{job}", UriKind.Relative));
        using var unseen = await server.Alice.DeleteAsync(new Uri($"/jobs/{job}", UriKind.Relative));
        var entries = server.Log.Audit.Skip(1).Select(entry => entry.Values).ToArray();
        Assert.That(
            entries.Select(entry => (entry["Action"], entry["Client"], entry["JobId"], entry["Status"], entry["Rule"])),
            Is.EqualTo(new[] { ("RemoveJob", "reader", $"{job}", "403", "permission"), ("RemoveJob", "alice", $"{job}", "404", "-") }));
    }

    [Test]
    public async Task A_refusal_and_a_fault_are_told_also_when_the_client_has_left([Values] bool isFault)
    {
        await using var manager = new JobsManager(new JobsManagerOptions());
        var (begun, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        var jobs = Interposed.Before(nameof(IJobsManager.ListAsync), manager, async () =>
        {
            begun.SetResult();
            await left.Task;
            _ = isFault ? throw new InvalidOperationException("A fault.") : true;
        });
        await using var server = await JobsServer.StartAsync(setup =>
        {
            setup.Http = options => options.MaxJobsPerClient = 1;
            setup.Services = services => services.AddSingleton(jobs);
            setup.Map += app => app.Use(next => context =>
            {
                context.RequestAborted.Register(left.SetResult);
                return next(context);
            });
        });
        await manager.StartAsync(new JobSpec("sleep", "100") { Owner = "alice" });
        using var leaving = new CancellationTokenSource();
        server.Alice.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var answer = server.Alice.PostAsJsonAsync(Call.Jobs, Call.Sleep, leaving.Token);
        await begun.Task.Within("the start is under way");
        await leaving.CancelAsync();
        await Waiting.Until("it is told", () => server.Log.Audit.Any());
        var entry = server.Log.Audit.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Level, Is.EqualTo(LogLevel.Warning));
            Assert.That((entry.Values["Status"], entry.Values["Rule"]), Is.EqualTo(isFault ? ("500", "-") : ("429", "MaxJobsPerClient")));
            Assert.That(server.Log.Errors.Select(error => error.Exception?.Message), Is.EqualTo(isFault ? ["A fault."] : Array.Empty<string>()));
            await Assert.ThatAsync(() => answer, Throws.InstanceOf<OperationCanceledException>());
        }
    }

    [Test]
    public async Task No_argument_variable_label_or_byte_of_input_or_output_is_in_any_event()
    {
        const string Secret = "hunter2";
        await using var server = await JobsServer.StartAsync(setup => setup.LogLevel = LogLevel.Debug);
        var spec = new
        {
            command = "sh",
            arguments = new[] { "-c", $"echo {Secret}; cat" },
            environment = new Dictionary<string, string> { ["PASSWORD"] = Secret },
            labels = new Dictionary<string, string> { ["note"] = Secret },
            keepInputOpen = true,
        };
        var job = await server.Alice.StartAsync(spec);
        using var input = new StringContent(Secret);
        using var written = await server.Alice.PostAsync(new Uri($"/jobs/{job}/input?eof=true", UriKind.Relative), input);
        await server.Alice.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative));
        using var unreadable = await server.Alice.PostAsync(new Uri(Call.Jobs, UriKind.Relative), Call.Json($$"""{ "command": "sh", "{{Secret}}": 1 }"""));
        using var missing = await server.Alice.PostAsJsonAsync(Call.Jobs, new { command = "/no/such", arguments = new[] { Secret } });
        Assert.That(written.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(server.Log.All.Where(entry => $"{entry} {string.Join(' ', entry.Values)}".Contains(Secret, StringComparison.Ordinal)), Is.Empty);
    }

    private static string?[] Told(IReadOnlyDictionary<string, string?> values) => [.. Members.Select(member => values[member])];
}
