namespace JobRunner.Launching.Windows;

/// <summary>Files that Windows has cmd.exe run.</summary>
internal static class BatchFiles
{
    /// <summary>What speaks against running one; null: it is none.</summary>
    public static string? FaultOf(string file) => IsBatch(file)
        ? "it is a batch file, which cmd.exe runs: that parses the arguments again, as commands of its own where they hold & or %, and no quoting keeps it from "
            + $"doing so. Run the program that it calls, or set {nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.AllowBatchFiles)} if all arguments are your own"
        : null;

    // As Windows reads a name: blanks and dots at its end don't count, nor does the name of a stream.
    private static bool IsBatch(string file)
    {
        var name = file[(file.LastIndexOfAny(['\\', '/']) + 1)..];
        if (name.IndexOf(':', StringComparison.Ordinal) is > 1 and var stream)
        {
            name = name[..stream];
        }

        name = name.TrimEnd(' ', '.');
        return name.EndsWith(".bat", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase);
    }
}
