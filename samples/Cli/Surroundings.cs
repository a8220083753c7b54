using JobRunner.Cli.Connection;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Interop;
using JobRunner.Cli.Streaming;

namespace JobRunner.Cli;

/// <summary>All that a command has to do with besides its arguments: streams, terminal, environment, clock, and the way to a server.</summary>
internal sealed record Surroundings
{
    public required Stream Input { get; init; }

    /// <summary>Whether somebody types what <see cref="Input"/> holds.</summary>
    public required bool InputIsTerminal { get; init; }

    /// <summary>A job's standard output, or what a command answers.</summary>
    public required Stream Output { get; init; }

    /// <summary>A job's standard error, and what jobctl itself has to say.</summary>
    public required Stream Error { get; init; }

    /// <summary><see cref="Output"/> as a screen for tables.</summary>
    public required Screen Screen { get; init; }

    public required Messages Messages { get; init; }

    /// <summary>Looks up an environment variable; null if it isn't set, or empty.</summary>
    public required Func<string, string?> Variable { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reaches the server that the settings name.</summary>
    public Func<ConnectionSettings, JobsConnection> Connect { get; init; } = Connector.Connect;

    public static Surroundings OfThisProcess()
    {
        var output = StandardStream.OpenOutput();
        var error = StandardStream.OpenError();
        return new()
        {
            Input = StandardStream.OpenInput(),
            InputIsTerminal = !Console.IsInputRedirected,
            Output = output,
            Error = error,
            Screen = new Screen(output, Terminal(descriptor: 1, isRedirected: Console.IsOutputRedirected)),
            Messages = new Messages(error, Terminal(descriptor: 2, isRedirected: Console.IsErrorRedirected)),
            Variable = Variable,
        };

        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

        static TerminalTraits Terminal(int descriptor, bool isRedirected) =>
            TerminalTraits.Of(!isRedirected, Variable, () => LibC.TerminalSize(descriptor));
    }
}
