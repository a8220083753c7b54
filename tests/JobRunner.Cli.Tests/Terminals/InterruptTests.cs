using System.Net;
using System.Net.Sockets;
using JobRunner.Cli.Interruption;
using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Terminals;

/// <summary>Ctrl+C, as a terminal sends it.</summary>
public sealed class InterruptTests : ServerTests
{
    [Test]
    public async Task Once_stops_the_job_of_run_and_says_so()
    {
        await using var terminal = Terminal.Start("jobctl run -- sh -c 'trap \"echo bye; exit 3\" TERM; echo ready; while :; do sleep 0.05; done'", Environment);
        await terminal.WaitForOutput("ready");
        await terminal.TypeAsync(Terminal.CtrlC);
        var result = await terminal.ToEnd(closeInput: false);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.Output);
        Assert.That(result.Output, Does.Match(@"jobctl: stopping job [0-9a-f]{8}; Ctrl\+C again kills it\r\n").And.Contain("bye"));
        Assert.That((await OnlyJob()).Outcome, Is.EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task Twice_kills_it()
    {
        await using var terminal = Terminal.Start("jobctl run -- sh -c 'trap \"\" TERM INT; echo ready; while :; do sleep 0.05; done'", Environment);
        await terminal.WaitForOutput("ready");
        await terminal.TypeAsync(Terminal.CtrlC);
        await terminal.WaitForOutput("Ctrl+C again kills it");
        await terminal.TypeAsync(Terminal.CtrlC);
        var result = await terminal.ToEnd(closeInput: false);
        Assert.That(result.ExitCode, Is.EqualTo(137), result.Output);
        Assert.That(result.Output, Does.Contain("jobctl: killing job"));
        Assert.That((await OnlyJob()).Signal, Is.EqualTo(9));
    }

    [Test]
    public void A_fourth_is_not_counted_and_so_ends_jobctl_whatever_it_waits_for()
    {
        using var interrupts = new Interrupts();
        Assert.That(Enumerable.Range(0, 4).Select(_ => interrupts.Count()), Is.EqualTo(new[] { true, true, true, false }));
    }

    [Test]
    public async Task Twice_before_there_is_an_answer_says_that_there_may_be_a_job()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        var environment = new Dictionary<string, string?>(Environment) { ["JOBCTL_URL"] = $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}" };
        await using var terminal = Terminal.Start("jobctl run -- true", environment);
        using var connection = await listener.AcceptSocketAsync().Within("it connects");
        await terminal.TypeAsync(Terminal.CtrlC);
        await terminal.WaitForOutput("Ctrl+C again");
        await terminal.TypeAsync(Terminal.CtrlC);
        var result = await terminal.ToEnd(closeInput: false);
        Assert.That(result.ExitCode, Is.EqualTo(130), result.Output);
        Assert.That(result.Output, Does.Contain("there may be a job").And.Contain("jobctl list"));
    }

    [Test]
    public async Task During_logs_leaves_the_job_alone()
    {
        var job = (await Run("start", "--", "sh", "-c", "echo ready; sleep 600")).Output.Trim();
        await using var terminal = Terminal.Start($"jobctl logs -f {job}", Environment);
        await terminal.WaitForOutput("ready");
        await terminal.TypeAsync(Terminal.CtrlC);
        var result = await terminal.ToEnd(closeInput: false);
        Assert.That(result.ExitCode, Is.EqualTo(130), result.Output);
        Assert.That((await OnlyJob()).State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task During_watch_gives_the_cursor_back()
    {
        await Run("start", "--", "sleep", "600");
        await using var terminal = Terminal.Start("jobctl watch", Environment);
        await terminal.WaitForOutput("sleep 600");
        await terminal.TypeAsync(Terminal.CtrlC);
        var result = await terminal.ToEnd(closeInput: false);
        Assert.That(result.ExitCode, Is.EqualTo(130), result.Output);
        Assert.That(result.Output.LastIndexOf("\e[?25h", StringComparison.Ordinal), Is.GreaterThan(result.Output.LastIndexOf("\e[?25l", StringComparison.Ordinal)));
    }

    [Test]
    public async Task What_is_typed_goes_to_the_job_where_that_is_asked_for()
    {
        await using var terminal = Terminal.Start("jobctl run -i -- sh -c 'echo ready; read line; echo \"got $line\"'", Environment);
        await terminal.WaitForOutput("ready");
        await terminal.TypeAsync("hello\n");
        var result = await terminal.ToEnd(closeInput: false);
        Assert.That(result.ExitCode, Is.Zero, result.Output);
        Assert.That(result.Output, Does.Contain("got hello"));
    }
}
