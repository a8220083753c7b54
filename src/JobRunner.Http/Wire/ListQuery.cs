using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Wire;

/// <summary>Which jobs a list is of, and which page of it.</summary>
/// <param name="Filter">Which.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="After">The last job of the page before; null: there is none.</param>
internal sealed record ListQuery(JobFilter Filter, int Limit, Cursor? After)
{
    public const int DefaultLimit = 100;
    public const int LargestLimit = 1000;

    /// <exception cref="InvalidRequestException">The query makes no sense.</exception>
    public static ListQuery Of(HttpRequest request)
    {
        var query = new Query(request, "id", "state", "label", "limit", "cursor");
        return new ListQuery(
            new JobFilter { Id = IdOf(query.One("id")), State = StateOf(query.One("state")), Labels = LabelsOf(query) },
            (int)(query.Number("limit", 1, LargestLimit) ?? DefaultLimit),
            query.One("cursor") is { } cursor ? Cursor.Parse(cursor) : null);
    }

    private static Guid? IdOf(string? text) =>
        text is null ? null
        : Guid.TryParseExact(text, "D", out var id) ? id
        : throw new InvalidRequestException("'id' has to be a UUID.");

    private static JobState? StateOf(string? text) =>
        text is null ? null
        : NamedConverter<JobState>.TryParse(text, out var state) ? state
        : throw new InvalidRequestException($"'state' has to be one of {string.Join(", ", Enum.GetNames<JobState>())}.");

    private static Dictionary<string, string>? LabelsOf(Query query)
    {
        Dictionary<string, string>? labels = null;
        foreach (var text in query.All("label"))
        {
            var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (colon < 1)
            {
                throw new InvalidRequestException("'label' has to be a name, a colon and a value.");
            }

            var (name, value) = (text![..colon], text[(colon + 1)..]);
            if (!(labels ??= []).TryAdd(name, value) && labels[name] != value)
            {
                throw new InvalidRequestException($"'label' asks for two values of '{name}': no job has both.");
            }
        }

        return labels;
    }
}

/// <summary>A place in the list, by the job that stands there.</summary>
/// <param name="CreatedAt">When it was created, in ticks.</param>
/// <param name="JobId">Its id.</param>
internal sealed record Cursor(long CreatedAt, Guid JobId)
{
    public static Cursor Of(JobStatus job) => new(job.CreatedAt.UtcTicks, job.Id);

    /// <exception cref="InvalidRequestException">It was never given out.</exception>
    public static Cursor Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && Guid.TryParseExact(text[(dot + 1)..], "N", out var jobId)
            ? new Cursor(ticks, jobId)
            : throw new InvalidRequestException("'cursor' has to be a nextCursor of a page before.");
    }

    /// <summary>Where in the list the next page begins.</summary>
    public int FindIn(List<JobStatus> jobs)
    {
        var index = jobs.FindIndex(job => job.Id == JobId);
        if (index >= 0)
        {
            return index + 1;
        }

        // Where it is gone, its time still says where it stood. Of others of the same moment some may be told twice: rather than never.
        index = jobs.FindIndex(job => job.CreatedAt.UtcTicks >= CreatedAt);
        return index >= 0 ? index : jobs.Count;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt}.{JobId:N}");
}
