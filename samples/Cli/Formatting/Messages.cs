using System.Text;

namespace JobRunner.Cli.Formatting;

/// <summary>What jobctl itself has to say, on standard error: one line each, so that a job's own words stay apart.</summary>
internal sealed class Messages(Stream stream, TerminalTraits terminal)
{
    private const string Red = "\e[31m";
    private const string Default = "\e[0m";

    public TerminalTraits Terminal => terminal;

    public void Error(string message) => Write(terminal.HasColour ? $"{Red}jobctl:{Default} " : "jobctl: ", message);

    public void Say(string message) => Write("jobctl: ", message);

    private void Write(string prefix, string message)
    {
        // In one piece: others may write to the same terminal.
        stream.Write(Encoding.UTF8.GetBytes($"{prefix}{SafeText.OneLine(message)}\n"));
        stream.Flush();
    }
}
