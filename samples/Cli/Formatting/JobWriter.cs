using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobRunner.Cli.CommandLine;

namespace JobRunner.Cli.Formatting;

/// <summary>Writes jobs as the option <c>-o</c> asks for.</summary>
internal sealed class JobWriter(Surroundings surroundings, OutputFormat format)
{
    private Screen Screen => surroundings.Screen;

    /// <summary>Many: a table, an array, or a line each as they come.</summary>
    public async Task WriteListAsync(IAsyncEnumerable<JobStatus> jobs)
    {
        if (format == OutputFormat.Ndjson)
        {
            await foreach (var job in jobs)
            {
                WriteJson(job, AnswerJson.Compact.JobStatus);
            }

            return;
        }

        IReadOnlyList<JobStatus> all = await jobs.ToListAsync();
        if (format == OutputFormat.Json)
        {
            WriteJson(all, AnswerJson.Indented.IReadOnlyListJobStatus);
        }
        else
        {
            WriteTable(all);
        }
    }

    /// <summary>Those that were asked for: one alone is an object, several are an array.</summary>
    public void WriteEach(IReadOnlyList<JobStatus> jobs, Action<JobStatus> writeForPeople)
    {
        if (format == OutputFormat.Json && jobs.Count != 1)
        {
            WriteJson(jobs, AnswerJson.Indented.IReadOnlyListJobStatus);
            return;
        }

        foreach (var job in jobs)
        {
            WriteOne(job, writeForPeople);
        }
    }

    /// <summary>One, by itself.</summary>
    public void WriteOne(JobStatus job, Action<JobStatus> writeForPeople)
    {
        if (format == OutputFormat.Table)
        {
            writeForPeople(job);
        }
        else
        {
            WriteJson(job, AnswerJson.For(format).JobStatus);
        }
    }

    /// <summary>How a job has ended: its id, so that scripts can go by it, and in words.</summary>
    public void WriteOutcome(JobStatus job) => WriteOne(job, WriteOutcomeLine);

    public void WriteOutcomeLine(JobStatus job)
    {
        Screen.Writer.Write($"{job.Id}  ");
        Screen.WriteStyled(JobWords.Outcome(job), JobWords.Style(job));
        Screen.WriteLine("");
    }

    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => Screen.WriteLine(JsonSerializer.Serialize(value, type));

    private void WriteTable(IReadOnlyList<JobStatus> jobs)
    {
        var table = new JobTable(surroundings.Time.GetUtcNow(), Screen.Terminal.HasColour);
        if (!Screen.Terminal.IsTerminal)
        {
            Screen.Console.Profile.Width = table.FullWidth(jobs);
        }

        Screen.Console.Write(table.Of(jobs, Screen.Terminal.IsTerminal ? Screen.Width : null));
        Screen.Flush();
        if (jobs.Count == 0 && Screen.Terminal.IsTerminal)
        {
            surroundings.Messages.Say("no jobs yet, or none that match: 'jobctl start -- COMMAND' starts one");
        }
    }
}
