using System.Text;
using System.Text.Json;
using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Verbs;

/// <summary>Each verb does what it says.</summary>
public sealed class VerbTests : InProcessTests
{
    [Test]
    public async Task Start_passes_all_on_and_prints_the_id_alone()
    {
        var result = await Jobctl.Run(
            "start", "--timeout", "5m", "--grace", "10s", "--cwd", "/tmp", "-e", "A=b=c", "--env", "B=", "--unset", "HOME", "--label", "k=v", "--open-files", "99", "--",
            "sh", "-c", "pwd; echo \"$A,$B,${HOME-none}\"; ulimit -n; echo \"$@\"", "sh", "--", "@file", "-x", "a  b");
        Assert.That(result.Output, Does.Match("^[0-9a-f-]{36}\n$"), $"{result}");
        var job = Guid.Parse(result.Output);
        var status = await Jobs.WaitAsync(job).Within("the job ends");
        Assert.That(status.Labels["k"], Is.EqualTo("v"));
        Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("/tmp\nb=c,,none\n99\n-- @file -x a  b\n"));
    }

    [Test]
    public async Task Run_gives_output_and_errors_apart()
    {
        var result = await Jobctl.Run("run", "-n", "--", "sh", "-c", "echo out; echo err >&2");
        Assert.That((result.Output, result.Error), Is.EqualTo(("out\n", "err\n")));
    }

    [Test]
    public async Task Run_passes_input_on_and_ends_it()
    {
        Jobctl.Input = [0, 255, 10, 13];
        Assert.That((await Jobctl.Run("run", "--rm", "--", "cat")).OutputBytes, Is.EqualTo(Jobctl.Input));
        Assert.That(await Jobs.ListAsync().CountAsync(), Is.Zero);
    }

    [Test]
    public async Task Run_is_not_held_up_by_a_job_that_reads_nothing()
    {
        Jobctl.Input = new byte[8 * 1024 * 1024];
        Assert.That((await Jobctl.Run("run", "--", "sh", "-c", "exit 3")).ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task Logs_are_the_jobs_bytes()
    {
        var job = $"{await StartAndWait(@"printf 'a\000\377\nb'; printf 'c\n' >&2")}";
        var result = await Jobctl.Run("logs", job);
        Assert.That(result.OutputBytes, Is.EqualTo("a\0"u8.ToArray().Append((byte)255).Concat("\nb"u8.ToArray())));
        Assert.That(result.Error, Is.EqualTo("c\n"));
        Assert.That((await Jobctl.Run("logs", "--source", "stderr", job)).Output, Is.Empty);
    }

    [Test]
    public async Task Logs_begin_where_they_are_told_to()
    {
        var job = $"{await StartAndWait("echo one; echo two; echo three")}";
        Assert.That((await Jobctl.Run("logs", "--tail", "1", job)).Output, Is.EqualTo("three\n"));
        Assert.That((await Jobctl.Run("logs", "--from", "4", job)).Output, Is.EqualTo("two\nthree\n"));
    }

    [Test]
    public async Task Logs_of_several_have_a_prefix_each([Values] bool follow)
    {
        var first = await StartAndWait("echo one; printf two");
        var second = await StartAndWait("echo three");
        var result = await Jobctl.Run(["logs", .. follow ? (string[])["-f"] : [], $"{first}", $"{second}"]);
        var lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.That(lines, Is.EquivalentTo(new[] { $"{first}"[..8] + " | one", $"{first}"[..8] + " | two", $"{second}"[..8] + " | three" }));
    }

    [Test]
    public async Task Timestamps_are_in_front_of_the_bytes()
    {
        var job = $"{await StartAndWait(@"printf 'a\377\n'")}";
        var result = await Jobctl.Run("logs", "--timestamps", job);
        Assert.That(Encoding.Latin1.GetString(result.OutputBytes), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z a\xFF\n$"));
    }

    [Test]
    public async Task List_filters()
    {
        await Jobctl.Run("run", "--label", "team=a", "--", "true");
        await Jobctl.Run("start", "--label", "team=b", "--", "sleep", "60");
        Assert.That((await Jobctl.Run("list", "-q", "--label", "team=a")).Output, Does.Match("^[0-9a-f-]{36}\n$"));
        Assert.That((await Jobctl.Run("list", "--state", "running")).Output, Does.Contain("sleep 60").And.Not.Contain("true"));
    }

    [Test]
    public async Task Answers_for_programs_are_json()
    {
        string[] jobs = [$"{await StartAndWait("exit 3")}", $"{await StartAndWait("echo \"a\nb\"")}"];
        using var list = JsonDocument.Parse((await Jobctl.Run("list", "-o", "json")).Output);
        Assert.That(list.RootElement.EnumerateArray().Select(job => job.GetProperty("id").GetString()), Is.EqualTo(jobs));
        var lines = (await Jobctl.Run("list", "-o", "ndjson")).Output.TrimEnd('\n').Split('\n');
        Assert.That(lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()), Is.EqualTo(jobs));
        using var one = JsonDocument.Parse((await Jobctl.Run("status", "-o", "json", jobs[0])).Output);
        Assert.That((one.RootElement.GetProperty("exitCode").GetInt32(), one.RootElement.GetProperty("state").GetString()), Is.EqualTo((3, "Finished")));
        using var who = JsonDocument.Parse((await Jobctl.Run("whoami", "-o", "json")).Output);
        Assert.That(who.RootElement.GetProperty("client").GetString(), Is.EqualTo("alice"));
        using var none = JsonDocument.Parse((await Jobctl.Run("list", "-o", "json", "--label", "no=where")).Output);
        Assert.That(none.RootElement.GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Status_tells_all()
    {
        var job = $"{await StartAndWait("echo hello; exit 3")}";
        Assert.That((await Jobctl.Run("status", job)).Output, Does.Contain(job).And.Contain("sh -c 'echo hello; exit 3'").And.Contain("exited with 3 after").And.Contain("6 B"));
    }

    [Test]
    public async Task Whoami_says_who_and_where() =>
        Assert.That((await Jobctl.Run("whoami")).Output, Does.Contain("alice").And.Contain("query, output").And.Contain("https://in.process/").And.Contain("1.2.3"));

    [Test]
    public async Task Input_writes_lines_and_ends()
    {
        var job = (await Jobctl.Run("start", "--keep-stdin", "--", "sort")).Output.Trim();
        Jobctl.Input = "c\n"u8.ToArray();
        Assert.That((await Jobctl.Run("input", job)).ExitCode, Is.Zero);
        Assert.That((await Jobctl.Run("input", "--line", "b", "--line", "a", "--eof", job)).ExitCode, Is.Zero);
        Assert.That((await Jobctl.Run("logs", "-f", job)).Output, Is.EqualTo("a\nb\nc\n"));
    }

    [Test]
    public async Task Signal_and_stop_reach_the_job()
    {
        var job = await Jobs.StartAsync("sh", "-c", "trap 'echo hup' HUP; trap 'echo bye; exit 4' TERM; echo ready; while :; do sleep 0.05; done");
        await Waiting.Until("the job is ready", async () => (await Jobctl.Run("logs", $"{job}")).Output.Contains("ready", StringComparison.Ordinal));
        Assert.That((await Jobctl.Run("signal", "hup", $"{job}")).ExitCode, Is.Zero);
        await Waiting.Until("the signal is there", async () => (await Jobctl.Run("logs", $"{job}")).Output.Contains("hup", StringComparison.Ordinal));
        var result = await Jobctl.Run("stop", "--grace", "30s", $"{job}");
        Assert.That(result.Output, Does.StartWith($"{job}  stopped, exited with 4 after "));
    }

    [Test]
    public async Task Remove_forgets()
    {
        string[] jobs = [$"{await StartAndWait("true")}", $"{await Jobs.StartAsync("sleep", "60")}", $"{await StartAndWait("true")}"];
        Assert.That((await Jobctl.Run("rm", jobs[0])).ExitCode, Is.Zero);
        Assert.That((await Jobctl.Run("rm", "--finished")).ExitCode, Is.Zero);
        Assert.That((await Jobctl.Run("list", "-q")).Output, Is.EqualTo($"{jobs[1]}\n"));
        Assert.That((await Jobctl.Run("rm", "--force", jobs[1])).ExitCode, Is.Zero);
        Assert.That((await Jobctl.Run("list", "-q")).Output, Is.Empty);
    }

    [Test]
    public async Task One_job_that_it_can_not_be_done_with_keeps_no_other_from_it()
    {
        string[] jobs = [$"{await StartAndWait("true")}", $"{await Jobs.StartAsync("sleep", "60")}", $"{await StartAndWait("true")}"];
        var result = await Jobctl.Run(["rm", .. jobs]);
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((6, 1)), $"{result}");
        Assert.That((await Jobctl.Run("list", "-q")).Output, Is.EqualTo($"{jobs[1]}\n"));
    }

    [Test]
    public async Task What_a_job_is_called_moves_no_cursor()
    {
        await Jobctl.Run("start", "--label", "x=\e]0;title\a", "--", "echo", "\e[2J\nnext");
        var output = (await Jobctl.Run("list")).Output;
        Assert.That(output, Does.Not.Contain("\e").And.Not.Contain("\a"));
        Assert.That(output.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(2));
    }
}
