using JobRunner.Cli.Jobs;
using Spectre.Console;

namespace JobRunner.Cli.Formatting;

/// <summary>Jobs as a table that fits: where there is little room it leaves columns out and cuts the commands, and never wraps.</summary>
/// <param name="now">What ages are counted to.</param>
/// <param name="isStyled">Whether with colours and bold headers; without, there is no control sequence in it.</param>
internal sealed class JobTable(DateTimeOffset now, bool isStyled)
{
    private const string CommandHeader = "COMMAND";
    private const int Gap = 2;

    // Id and state are there wherever they fit at all; of the others only as many as leave this much for the command, of which less says nothing.
    private const int MainColumns = 2;
    private const int NarrowestCommand = 24;

    /// <param name="jobs">One row each.</param>
    /// <param name="width">The terminal's; null: nobody looks, and nothing is cut.</param>
    public Table Of(IReadOnlyList<JobStatus> jobs, int? width)
    {
        var columns = Fit(ColumnsFor(jobs), jobs, width);
        var room = width - columns.Sum(column => WidthOf(column, jobs) + Gap);
        var table = new Table { Border = TableBorder.None, ShowHeaders = true, Expand = false };
        foreach (var column in columns)
        {
            table.AddColumn(NewColumn(column.Header, isLast: false));
        }

        table.AddColumn(NewColumn(CommandHeader, isLast: true));
        foreach (var job in jobs)
        {
            table.AddRow([.. columns.Select(column => new Text(column.Text(job), isStyled ? column.Style?.Invoke(job) : null)), new Text(CellText.Cut(CommandLineText.Of(job), width is null ? null : Math.Max(room!.Value, 1)))]);
        }

        return table;
    }

    /// <summary>How wide it is when nothing is cut.</summary>
    public int FullWidth(IReadOnlyList<JobStatus> jobs) =>
        ColumnsFor(jobs).Sum(column => WidthOf(column, jobs) + Gap) + jobs.Select(job => CellText.Width(CommandLineText.Of(job))).Append(CommandHeader.Length).Max();

    private TableColumn NewColumn(string header, bool isLast) =>
        new(new Text(header, isStyled ? new Style(decoration: Decoration.Bold) : default(Style?))) { NoWrap = true, Padding = new Padding(0, 0, isLast ? 0 : Gap, 0) };

    private static List<JobColumn> Fit(List<JobColumn> columns, IReadOnlyList<JobStatus> jobs, int? width)
    {
        while (columns.Count > 1
            && columns.Sum(column => WidthOf(column, jobs) + Gap) + (columns.Count > MainColumns ? NarrowestCommand : CommandHeader.Length) > width)
        {
            columns.Remove(columns.MaxBy(column => column.Rank)!);
        }

        return columns;
    }

    private static int WidthOf(JobColumn column, IReadOnlyList<JobStatus> jobs) =>
        jobs.Select(job => CellText.Width(column.Text(job))).Append(column.Header.Length).Max();

    private static string LabelsOf(JobStatus job) => string.Join(',', JobLabels.Of(job));

    private static string OwnerOf(JobStatus job) => JobLabels.OwnerOf(job) ?? "-";

    private List<JobColumn> ColumnsFor(IReadOnlyList<JobStatus> jobs)
    {
        var columns = new List<JobColumn>
        {
            new("ID", 0, job => JobIds.Short(job.Id)),
            new("STATE", 1, JobWords.State, JobWords.Style),
            new("AGE", 2, job => Words.Roughly(now - job.CreatedAt)),
            new("RAN", 3, job => JobWords.Duration(job, now) is { } ran ? Words.Roughly(ran) : "-"),
            new("OUTPUT", 4, job => Words.Size(job.OutputBytes)),
        };
        if (jobs.Select(OwnerOf).Distinct().Skip(1).Any())
        {
            columns.Add(new("OWNER", 5, OwnerOf));
        }

        if (jobs.Any(job => LabelsOf(job).Length > 0))
        {
            columns.Add(new("LABELS", 6, LabelsOf));
        }

        return columns;
    }
}
