using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

/// <summary>What a client may run. Each refusal names the rule.</summary>
public sealed class RuleTests
{
    [Test]
    public async Task A_command_that_is_not_allowed_is_refused([Values("true", "/bin/../bin/true", "/bin/false", "./true")] string command)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.AllowedCommands.Add("/bin/true"));
        await IsRefused(server.Alice, new { command }, "AllowedCommands");
    }

    [Test]
    public async Task A_command_that_is_allowed_runs()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.AllowedCommands.Add("/bin/true"));
        var job = await server.Alice.StartAsync(new { command = "/bin/true" });
        Assert.That((int)(await server.Alice.WaitAsync(job))["exitCode"]!, Is.Zero);
    }

    [Test]
    public async Task A_working_directory_that_is_not_allowed_is_refused([Values("/usr", "/tmp/", "/tmp/..", "tmp")] string workingDirectory)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.AllowedWorkingDirectories.Add("/tmp"));
        await IsRefused(server.Alice, new { command = "pwd", workingDirectory }, "AllowedWorkingDirectories");
    }

    [TestCase(null, ExpectedResult = "/tmp\n")]
    [TestCase("/tmp", ExpectedResult = "/tmp\n")]
    [TestCase("/usr", ExpectedResult = "/usr\n")]
    public async Task<string> A_working_directory_is_the_first_of_those_allowed_or_one_of_them(string? workingDirectory)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options =>
        {
            options.AllowedWorkingDirectories.Add("/tmp");
            options.AllowedWorkingDirectories.Add("/usr");
        });
        var job = await server.Alice.StartAsync(new { command = "pwd", workingDirectory });
        return await server.Alice.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative));
    }

    [Test]
    public async Task A_variable_that_makes_programs_run_other_code_is_refused([Values("LD_PRELOAD", "LD_ANYTHING", "BASH_ENV", "PS4", "PYTHONPATH", "PYTHONWARNINGS", "BROWSER", "RSYNC_RSH", "GIT_SSH_COMMAND", "GIT_DIR", "OPENSSL_CONF", "GNUMAKEFLAGS", "LESS")] string name, [Values("x", null)] string? value)
    {
        await using var server = await JobsServer.StartAsync();
        await IsRefused(server.Alice, new { command = "true", environment = new Dictionary<string, string?> { [name] = value } }, "ForbiddenEnvironment");
    }

    [Test]
    public async Task Where_programs_or_settings_are_looked_for_is_refused_where_commands_are_listed([Values("PATH", "HOME", "XDG_CONFIG_HOME")] string name)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.AllowedCommands.Add("/bin/true"));
        await IsRefused(server.Alice, new { command = "/bin/true", environment = new Dictionary<string, string?> { [name] = "/tmp" } }, "ForbiddenEnvironment");
    }

    [Test]
    public async Task What_may_not_be_removed_stays_also_without_the_rest()
    {
        const string Name = "JOBRUNNER_TEST_OF_A_RULE";
        Environment.SetEnvironmentVariable(Name, "stays");
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.ForbiddenEnvironment.Add("JOBRUNNER_TEST_*"));
        var job = await server.Alice.StartAsync(new { command = "/usr/bin/env", inheritEnvironment = false });
        Assert.That(await server.Alice.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative)), Does.Contain($"{Name}=stays\n").And.Not.Contain("PATH="));
    }

    [Test]
    public async Task A_limit_of_the_configuration_is_in_force()
    {
        await using var server = await JobsServer.StartAsync();
        server.Settings.Change("Limits:OpenFiles", "77");
        var job = await server.Alice.StartAsync(Call.Shell("ulimit -n"));
        Assert.That(await server.Alice.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative)), Is.EqualTo("77\n"));
    }

    [Test]
    public async Task Other_variables_are_set([Values("LD", "MY_LD_PRELOAD", "BASH_ENVIRONMENT")] string name)
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(new { command = "printenv", arguments = new[] { name }, environment = new Dictionary<string, string?> { [name] = "yes" } });
        Assert.That(await server.Alice.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative)), Is.EqualTo("yes\n"));
    }

    [TestCase(100, null, ExpectedResult = "100\n")]
    [TestCase(100, 50, ExpectedResult = "50\n")]
    [TestCase(100, 200, ExpectedResult = "100\n")]
    [TestCase(null, 50, ExpectedResult = "50\n")]
    public async Task<string> A_limit_is_the_server_s_or_less(int? most, int? asked)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.Limits = new JobLimits { OpenFiles = most });
        var job = await server.Alice.StartAsync(new { command = "sh", arguments = new[] { "-c", "ulimit -n" }, limits = asked is null ? null : new { openFiles = asked } });
        return await server.Alice.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative));
    }

    [Test]
    public async Task No_client_decides_how_long_the_server_takes_to_stop()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxGracePeriod = TimeSpan.FromSeconds(1));
        var stubborn = new { command = "sh", arguments = new[] { "-c", "trap '' TERM; echo ready; while :; do sleep 1; done" }, gracePeriod = "40.00:00:00" };
        var (stopped, left) = (await server.Alice.StartAsync(stubborn), await server.Alice.StartAsync(stubborn));
        await Waiting.Until("they are stubborn", async () => await server.Jobs.ListAsync().AllAsync(job => job.OutputBytes == 6));
        using var answer = await server.Alice.PostAsJsonAsync($"/jobs/{stopped}/stop", new { gracePeriod = "40.00:00:00" }).Within("the job is stopped");
        Assert.That((string?)(await answer.JsonAsync())["outcome"], Is.EqualTo("Stopped"));
        var end = server.Jobs.WaitAsync(left);
        await ((JobsManager)server.Jobs).DisposeAsync().AsTask().Within("the server stops");
        Assert.That((await end).Outcome, Is.EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task A_request_that_is_too_large_is_refused([Values] bool chunked)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxRequestBytes = 2048);
        using var request = Call.Request(HttpMethod.Post, Call.Jobs, Call.Json($$"""{ "command": "true", "arguments": ["{{new string('x', 2048)}}"] }"""));
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await server.Alice.SendAsync(request);
        var problem = await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.That((string?)problem["rule"], Is.EqualTo("MaxRequestBytes"));
    }

    [Test]
    public async Task Input_that_is_too_large_is_refused()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxInputBytes = 10);
        var job = await server.Alice.StartAsync(new { command = "cat", keepInputOpen = true });
        using var input = new StringContent(new string('x', 11));
        using var answer = await server.Alice.PostAsync(new Uri($"/jobs/{job}/input", UriKind.Relative), input);
        var problem = await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.That((string?)problem["rule"], Is.EqualTo("MaxInputBytes"));
    }

    private static async Task<JsonNode> IsRefused(HttpClient client, object spec, string rule)
    {
        using var answer = await client.PostAsJsonAsync(Call.Jobs, spec);
        var problem = await answer.ProblemAsync(HttpStatusCode.Forbidden, "rule-broken");
        Assert.That((string?)problem["rule"], Is.EqualTo(rule));
        return problem;
    }
}
