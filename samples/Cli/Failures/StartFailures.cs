namespace JobRunner.Cli.Failures;

/// <summary>Tells by the server's words whether a program is missing (127), is there and can't be executed (126), or something else speaks against it.</summary>
/// <remarks>Only the words cross the wire. The tests let the manager itself say each of them.</remarks>
internal static class StartFailures
{
    // Only what begins so is about the program: the rest is about folders, limits and the like.
    private const string AboutProgram = "Can't start '";

    private static readonly string[] Missing = ["holds such a program", "does not exist", "has no PATH"];
    private static readonly string[] NotExecutable =
        ["is a directory", "not executable", "may not execute", "neither a program for this machine", "open for writing"];

    public static int ExitCodeOf(string message)
    {
        if (!message.StartsWith(AboutProgram, StringComparison.Ordinal))
        {
            return ExitCodes.OwnFailure;
        }

        if (NotExecutable.Any(Says))
        {
            return ExitCodes.NotExecutable;
        }

        return Missing.Any(Says) ? ExitCodes.NotFound : ExitCodes.OwnFailure;

        bool Says(string words) => message.Contains(words, StringComparison.Ordinal);
    }
}
