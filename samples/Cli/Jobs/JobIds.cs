using JobRunner.Cli.Failures;

namespace JobRunner.Cli.Jobs;

/// <summary>Ids as people type them: whole, or as many of the first characters as tell the job from all others.</summary>
internal sealed class JobIds(IJobsManager jobs)
{
    private const int MostCandidates = 5;

    /// <returns>The ids in the order in which they were typed, each once.</returns>
    /// <exception cref="CliException">One means no job, or several.</exception>
    public async Task<IReadOnlyList<Guid>> ResolveAsync(IReadOnlyList<string> texts)
    {
        // All jobs are looked at only if that helps: a whole id needs no permission to list.
        List<JobStatus>? all = null;
        var ids = new List<Guid>();
        foreach (var text in texts)
        {
            if (Guid.TryParse(text, out var whole))
            {
                ids.Add(whole);
                continue;
            }

            CheckSpelling(text);
            all ??= await jobs.ListAsync().ToListAsync();
            ids.Add(Find(text, all));
        }

        return [.. ids.Distinct()];
    }

    /// <summary>An id for people.</summary>
    public static string Short(Guid jobId) => jobId.ToString()[..8];

    private static void CheckSpelling(string text)
    {
        if (text.Length == 0 || text.Any(character => !char.IsAsciiHexDigit(character) && character != '-'))
        {
            throw new CliException(
                ExitCodes.NoSuchJob, $"There is no job '{text}': an id, or the beginning of one, consists of the digits 0-9 and a-f; 'jobctl list' shows them.");
        }
    }

    private static Guid Find(string prefix, List<JobStatus> all)
    {
        var matches = all.Where(job => $"{job.Id}".StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToList();
        return matches.Count switch
        {
            1 => matches[0].Id,
            0 => throw new CliException(ExitCodes.NoSuchJob, $"There is no job whose id begins with '{prefix}': 'jobctl list' shows which there are."),
            _ => throw CliException.Usage($"'{prefix}' is the beginning of {matches.Count} ids, type more of it: {CandidatesOf(matches, prefix.Length)}."),
        };
    }

    private static string CandidatesOf(List<JobStatus> matches, int length)
    {
        // As much of each as tells it from the others.
        var ids = matches.Take(MostCandidates).Select(job => $"{job.Id}").ToList();
        while (length < 36 && ids.DistinctBy(id => id[..length]).Count() < ids.Count)
        {
            length++;
        }

        var shown = ids.Select(id => id[..Math.Max(length, 8)]);
        return string.Join(", ", shown) + (matches.Count > MostCandidates ? ", …" : "");
    }
}
