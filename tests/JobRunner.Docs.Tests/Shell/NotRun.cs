using JobRunner.Docs.Tests.Documents;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>Shell blocks that no test runs, by the beginning of their first line, each with the reason.</summary>
internal static class NotRun
{
    public static IReadOnlyList<(string Document, string Beginning, string Reason)> All { get; } =
    [
        ("README.md", "dotnet run --project samples/ConsoleHost", "the console host has tests of its own, and this is one of the tests"),
        ("README.md", "dotnet run --project samples/WebHost", "the fixture starts it as it was built, on a free port"),
        ("README.md", "dotnet pack samples/Cli", "packing is tried where packages are; the fixture has jobctl as it was built"),
        ("docs/limits.md", "systemd-run", "it needs a system that systemd runs"),
    ];

    public static bool Names(Block block) => All.Any(entry => IsMeant(entry, block));

    public static bool IsMeant((string Document, string Beginning, string Reason) entry, Block block) =>
        entry.Document == block.Document && block.FirstLine.StartsWith(entry.Beginning, StringComparison.Ordinal);
}
