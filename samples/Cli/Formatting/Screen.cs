using System.Diagnostics.CodeAnalysis;
using System.Text;
using Spectre.Console;

namespace JobRunner.Cli.Formatting;

/// <summary>Standard output for text, tables and colours.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What is disposable here holds nothing: the stream is its owner's.")]
internal sealed class Screen
{
    private readonly StreamWriter _writer;

    public Screen(Stream stream, TerminalTraits terminal)
    {
        Terminal = terminal;
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // All of it is said here, so that nothing is guessed from variables of build servers and the like.
            Ansi = terminal.HasColour || terminal.CanRedraw ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = terminal.CanRedraw ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new ScreenOutput(_writer, terminal),
        });
    }

    public TerminalTraits Terminal { get; }

    /// <summary>Spectre's view of it.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>For plain text; <see cref="Flush"/> shows it.</summary>
    public TextWriter Writer => _writer;

    public int Width => Terminal.Size().Width;

    public void WriteLine(string text)
    {
        _writer.Write(text);
        _writer.Write('\n');
        _writer.Flush();
    }

    /// <summary>Writes text in a style, without wrapping it, and goes no further.</summary>
    public void WriteStyled(string text, Style? style)
    {
        if (style is null || !Terminal.HasColour)
        {
            _writer.Write(text);
            return;
        }

        _writer.Flush();
        var width = Console.Profile.Width;
        Console.Profile.Width = int.MaxValue / 2;
        Console.Write(new Text(text, style));
        Console.Profile.Width = width;
    }

    public void Flush() => _writer.Flush();
}
