using JobRunner.Cli.Formatting;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Formatting;

public sealed class JobTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly JobStatus[] Jobs =
    [
        NewJob("sh", ["-c", "while :; do echo 'a long command line that goes on and on'; sleep 1; done"], JobState.Running, null),
        NewJob("日本語のコマンド", ["引数引数引数引数引数引数引数引数引数引数"], JobState.Finished, JobOutcome.FailedToStart),
        NewJob("/usr/bin/true", [], JobState.Finished, JobOutcome.Exited),
    ];

    [Test]
    public void Fits_any_width([Values(20, 40, 60, 80, 120, 200)] int width)
    {
        var lines = Show(width);
        Assert.That(lines, Has.Length.EqualTo(Jobs.Length + 1), string.Join('\n', lines));
        Assert.That(lines.Select(CellText.Width), Is.All.LessThanOrEqualTo(width), string.Join('\n', lines));
    }

    [Test]
    public void Has_more_columns_where_there_is_more_room()
    {
        Assert.That(Header(40), Is.EqualTo("ID STATE COMMAND"));
        Assert.That(Header(80), Is.EqualTo("ID STATE AGE RAN OUTPUT COMMAND"));
        Assert.That(Header(200), Is.EqualTo("ID STATE AGE RAN OUTPUT LABELS COMMAND"));
    }

    [Test]
    public void Cuts_nothing_where_nobody_looks() => Assert.That(Show(null)[1], Does.EndWith("sleep 1; done'"));

    private static string Header(int width) => string.Join(' ', Show(width)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string[] Show(int? width)
    {
        using var stream = new MemoryStream();
        var screen = new Screen(stream, new TerminalTraits(IsTerminal: true, HasColour: false, CanRedraw: false, () => (width ?? 1000, 30)));
        screen.Console.Write(new JobTable(Now, isStyled: false).Of(Jobs, width));
        screen.Flush();
        return [.. System.Text.Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    private static JobStatus NewJob(string command, string[] arguments, JobState state, JobOutcome? outcome) => new()
    {
        Id = Guid.NewGuid(),
        Command = command,
        Arguments = arguments,
        State = state,
        Outcome = outcome,
        Labels = new Dictionary<string, string> { ["team"] = "build" },
        CreatedAt = Now.AddMinutes(-90),
        StartedAt = outcome == JobOutcome.FailedToStart ? null : Now.AddMinutes(-2),
        OutputBytes = 123_456,
    };
}
