namespace JobRunner.Specs;

/// <summary>What a spec means on this machine, now: which file, in which directory, with which environment.</summary>
/// <param name="JobId">The job's id, which its environment holds.</param>
/// <param name="File">The full path of the program.</param>
/// <param name="Command">argv[0]: the command as it was given.</param>
/// <param name="Arguments">argv[1] and on.</param>
/// <param name="WorkingDirectory">A full path.</param>
/// <param name="Environment">All of it.</param>
/// <param name="KeepInputOpen">Whether standard input is a pipe from the host rather than at end of file.</param>
/// <param name="Limits">What it may use; null: no limits.</param>
internal sealed record ResolvedSpec(
    Guid JobId,
    string File,
    string Command,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    bool KeepInputOpen,
    JobLimits? Limits)
{
    /// <param name="spec">The spec.</param>
    /// <param name="jobId">Of the job to be.</param>
    /// <param name="trace">Variables that the environment holds, or doesn't where they are null, where the spec doesn't say otherwise.</param>
    /// <exception cref="JobStartException">No such name is on the job's PATH. What else can't be used shows at the start.</exception>
    public static ResolvedSpec For(JobSpec spec, Guid jobId, IEnumerable<KeyValuePair<string, string?>> trace)
    {
        var directory = FullPathOf(spec.WorkingDirectory ?? ".");
        var environment = JobEnvironment.For(spec, jobId, trace);
        var file = CommandLookup.Find(spec.Command, directory, environment);
        return new ResolvedSpec(jobId, file, spec.Command, spec.Arguments, directory, environment, spec.KeepInputOpen, spec.Limits == new JobLimits() ? null : spec.Limits);
    }

    private static string FullPathOf(string directory)
    {
        try
        {
            return Path.GetFullPath(directory);
        }
        catch (IOException e)
        {
            throw new JobStartException($"The host's own working directory is gone: {e.Message}", directory, e);
        }
    }
}
