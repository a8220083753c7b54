using System.Security.Cryptography;
using JobRunner.Cli.Tests.Support;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Verbs;

/// <summary>The real program, the real server, real pipes.</summary>
public sealed class RunProcessTests : ServerTests
{
    private const int FileSize = 50 * 1024 * 1024;

    [Test]
    public async Task A_file_of_50_MiB_comes_back_identical_and_the_exit_code_is_the_jobs()
    {
        var file = Path.Combine(Home, "big");
        var bytes = new byte[FileSize];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(file, bytes);
        var result = await RunShell("jobctl run -- sh -c 'cat; exit 7' < \"$1\" > \"$1.out\"", file);
        Assert.That(result.ExitCode, Is.EqualTo(7), result.Error);
        Assert.That(SHA256.HashData(await File.ReadAllBytesAsync(file + ".out")), Is.EqualTo(SHA256.HashData(bytes)));
    }

    [Test]
    public async Task A_binary_stream_through_pipes_comes_out_identical()
    {
        var bytes = new byte[5_000_011];
        new Random(2).NextBytes(bytes);
        var file = Path.Combine(Home, "stream");
        await File.WriteAllBytesAsync(file, bytes);
        var result = await RunShell("cat \"$1\" | jobctl run -- cat | sha256sum", file);
        Assert.That(result.Output, Does.StartWith(Convert.ToHexStringLower(SHA256.HashData(bytes))), result.Error);
    }

    [Test]
    public async Task Both_streams_may_go_to_one_file_and_more_behind_them()
    {
        var file = Path.Combine(Home, "both");
        await RunShell("(echo before; jobctl run -- sh -c 'echo out; echo err >&2; echo out'; echo after) > \"$1\" 2>&1", file);
        var lines = await File.ReadAllLinesAsync(file);
        Assert.That(lines, Has.Length.EqualTo(5).And.One.EqualTo("err"));
        Assert.That((lines[0], lines[^1]), Is.EqualTo(("before", "after")));
    }

    [Test]
    public async Task Who_may_not_query_has_the_output_on_a_terminal_all_the_same()
    {
        Server.Settings.Permit("starter", "start", "stop", "output");
        await using var terminal = Terminal.Start("jobctl run -n -- echo said", EnvironmentFor("starter"));
        var result = await terminal.ToEnd(closeInput: false);
        Assert.That(result.Output, Does.Contain("said").And.Contain("whoami"));
        Assert.That(result.ExitCode, Is.EqualTo(125), result.Output);
    }

    [Test]
    public async Task Input_that_the_server_does_not_take_stops_the_job()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxInputBytes = 10);
        await using var jobctl = new RunningProcess("bash", ["-c", "head -c 100 /dev/zero | jobctl run -- cat"], EnvironmentFor("alice", server));
        var result = await jobctl.ToEnd();
        Assert.That(result.ExitCode, Is.EqualTo(125), result.Error);
        Assert.That(await server.Jobs.ListAsync().Select(job => job.IsFinished).ToListAsync(), Is.EqualTo(new[] { true }));
    }

    [Test]
    public async Task A_reader_that_leaves_stops_the_job_quietly()
    {
        var result = await RunShell("jobctl run -- yes | head -n 2; echo \"${PIPESTATUS[0]}\"");
        Assert.That((result.Output, result.Error), Is.EqualTo(("y\ny\n141\n", "")));
        Assert.That((await OnlyJob()).Outcome, Is.EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task A_reader_of_logs_that_leaves_leaves_the_job_alone()
    {
        var job = (await Run("start", "--", "yes")).Output.Trim();
        var result = await RunShell("jobctl logs -f \"$1\" | head -n 2; echo \"${PIPESTATUS[0]}\"", job);
        Assert.That((result.Output, result.Error), Is.EqualTo(("y\ny\n141\n", "")));
        Assert.That((await OnlyJob()).State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task Input_waits_for_the_job_to_read_it()
    {
        await using var jobctl = Start("run", "--", "sh", "-c", "read line; echo \"got $line\"; read line; echo \"got $line\"");
        await jobctl.TypeAsync("one\n");
        await jobctl.WaitForOutput("got one");
        await jobctl.TypeAsync("two\n");
        var result = await jobctl.ToEnd(closeInput: false);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((0, "got one\ngot two\n")), result.Error);
    }

    [Test]
    public async Task Being_told_to_end_stops_the_job()
    {
        await using var jobctl = Start("run", "-n", "--", "sh", "-c", "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        await jobctl.WaitForOutput("ready");
        using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{jobctl.Id}"]);
        var result = await jobctl.ToEnd();
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((9, "ready\nbye\n")), result.Error);
        Assert.That((await OnlyJob()).Outcome, Is.EqualTo(JobOutcome.Stopped));
        await kill.WaitForExitAsync().Within("kill ends");
    }

    [Test]
    public async Task What_a_client_may_not_do_is_4_and_125_for_run()
    {
        var reader = EnvironmentFor("reader");
        var start = await RunWith(reader, "start", "--", "true");
        Assert.That((start.ExitCode, start.ErrorLines.Length), Is.EqualTo((4, 1)), start.Error);
        Assert.That(start.Error, Does.Contain("jobctl whoami"));
        Assert.That((await RunWith(reader, "run", "--", "true")).ExitCode, Is.EqualTo(125));
    }

    [Test]
    public async Task Who_is_unknown_is_told_so_and_not_to_ask_again()
    {
        var result = await RunWith(EnvironmentFor("eve"), "whoami");
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((4, 1)), result.Error);
        Assert.That(result.Error, Does.Contain("CommonName").And.Not.Contain("jobctl whoami"));
    }

    [Test]
    public async Task Anothers_job_is_none()
    {
        var job = (await Run("start", "--", "true")).Output.Trim();
        var result = await RunWith(EnvironmentFor("bob"), "status", job);
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((3, 1)), result.Error);
    }

    [Test]
    public async Task Watch_tells_every_state_as_it_comes()
    {
        await using var watch = Start("watch", "-o", "ndjson");
        var job = (await Run("start", "--", "sh", "-c", "exit 3")).Output.Trim();
        await watch.WaitForOutput("\"state\":\"Finished\"");
        var lines = watch.Output.TrimEnd('\n').Split('\n');
        var last = System.Text.Json.JsonDocument.Parse(lines[^1]).RootElement;
        Assert.That((last.GetProperty("id").GetString(), last.GetProperty("exitCode").GetInt32()), Is.EqualTo((job, 3)));
    }
}
