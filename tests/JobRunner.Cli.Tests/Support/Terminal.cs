using JobRunner.Http.Tests.Support;

namespace JobRunner.Cli.Tests.Support;

/// <summary>A program in a real pseudo-terminal, made by script(1): what is typed comes through the terminal's own Ctrl+C.</summary>
internal static class Terminal
{
    public const string CtrlC = "\u0003";

    /// <param name="command">For a shell that the program takes the place of.</param>
    /// <param name="environment">The program's.</param>
    /// <param name="width">In columns.</param>
    public static RunningProcess Start(string command, IReadOnlyDictionary<string, string?> environment, int width = 80)
    {
        Tool.Require("script");
        Tool.Require("stty");
        var withShell = new Dictionary<string, string?>(environment) { ["SHELL"] = "/bin/sh" };
        return new("script", ["-q", "-e", "-c", $"stty cols {width} rows 30; exec {command}", "/dev/null"], withShell);
    }

    /// <summary>Without what moves cursors and changes colours.</summary>
    public static string PlainText(string shown) =>
        System.Text.RegularExpressions.Regex.Replace(shown, @"\e\[[0-9;?]*[A-Za-z]", "").Replace("\r", "", StringComparison.Ordinal);
}
