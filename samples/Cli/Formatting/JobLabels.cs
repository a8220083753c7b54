namespace JobRunner.Cli.Formatting;

/// <summary>A job's labels for people: those of its user's, and apart from them whose job it is.</summary>
internal static class JobLabels
{
    private const string OwnerLabel = "jobrunner.owner";
    private const string ReservedLabels = "jobrunner.";

    /// <returns>Null: nobody's in particular.</returns>
    public static string? OwnerOf(JobStatus job) => job.Labels.TryGetValue(OwnerLabel, out var owner) ? SafeText.OneLine(owner) : null;

    /// <summary>Each as <c>key=value</c>.</summary>
    public static IEnumerable<string> Of(JobStatus job) => job.Labels
        .Where(label => !label.Key.StartsWith(ReservedLabels, StringComparison.Ordinal))
        .Select(label => SafeText.OneLine($"{label.Key}={label.Value}"));
}
