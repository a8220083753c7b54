using Spectre.Console;

namespace JobRunner.Cli.Formatting;

/// <summary>All that is known of one job, a line each.</summary>
internal static class JobDetails
{
    public static void Write(Screen screen, JobStatus job, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        Line("job", $"{job.Id}");
        Line("command", CommandLineText.Of(job));
        Line("state", job.IsFinished ? JobWords.Outcome(job) : JobWords.State(job), JobWords.Style(job));
        if (JobLabels.OwnerOf(job) is { } owner)
        {
            Line("owner", owner);
        }

        Line("process", job.ProcessId is { } id ? $"{id}" : "-");
        Line("created", When(job.CreatedAt));
        Line("started", job.StartedAt is { } started ? When(started) : "not yet");
        if (job.FinishedAt is { } finished)
        {
            Line("finished", When(finished));
        }

        if (!job.IsFinished && JobWords.Duration(job, now) is { } ran)
        {
            Line("runs for", Words.Exactly(ran));
        }

        Line("output", OutputOf(job));
        if (job.CpuTime is { } cpu)
        {
            Line("CPU time", Words.Exactly(cpu));
        }

        if (job.PeakMemoryBytes is { } memory)
        {
            Line("memory", $"{Words.Size(memory)} at most");
        }

        foreach (var label in JobLabels.Of(job))
        {
            Line("label", label);
        }

        if (job.Error is { } error)
        {
            Line("error", SafeText.OneLine(error), new Style(Color.Red));
        }

        screen.Flush();

        string When(DateTimeOffset time) => $"{Words.At(time, clock)}, {Words.Roughly(now - time)} ago";

        void Line(string name, string text, Style? style = null)
        {
            // As they are, not through Spectre, which would wrap them: a line that is too long is for the terminal to wrap, and to copy whole.
            screen.Writer.Write($"{name + ':',-11}");
            screen.WriteStyled(text, style);
            screen.Writer.Write('\n');
        }
    }

    private static string OutputOf(JobStatus job)
    {
        var dropped = job.OutputStart > 0 ? $", the first {Words.Size(job.OutputStart)} of it no longer kept" : "";
        var isCut = job.IsFinished && !job.OutputComplete && job.StartedAt is not null ? ", not complete" : "";
        return $"{Words.Size(job.OutputBytes)}{dropped}{isCut}";
    }
}
