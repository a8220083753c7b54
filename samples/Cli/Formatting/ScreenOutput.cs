using System.Text;
using Spectre.Console;

namespace JobRunner.Cli.Formatting;

/// <summary>Lets Spectre write without .NET's console, which sends control sequences of its own to a terminal that it is asked about.</summary>
internal sealed class ScreenOutput(TextWriter writer, TerminalTraits terminal) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => terminal.IsTerminal;

    public int Width => terminal.Size().Width;

    public int Height => terminal.Size().Height;

    public void SetEncoding(Encoding encoding)
    {
        // It is UTF-8, whatever is asked for.
    }
}
