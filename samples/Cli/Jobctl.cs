using System.CommandLine;
using System.CommandLine.Invocation;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Verbs;

namespace JobRunner.Cli;

/// <summary>The command: from arguments to an exit code. Whatever goes wrong ends here, as one line.</summary>
internal sealed class Jobctl(Surroundings surroundings)
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var grammar = new Grammar(surroundings);
        var parsed = grammar.Parse(arguments);
        try
        {
            CheckUsage(parsed);
            return await parsed.InvokeAsync(Grammar.Invocation, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever it is, who typed the command is told of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Tell(Failure.Of(e), e, parsed);
        }
    }

    private static void CheckUsage(ParseResult parsed)
    {
        if (parsed.Errors is [var error, ..] && parsed.Action is ParseErrorAction)
        {
            throw CliException.Usage(UsageFault.Explain(parsed, error));
        }

        // Whoever asks for help gets it, whatever else is wrong.
        if (parsed.Action is not SynchronousCommandLineAction && UsageFault.LacksDashes(parsed))
        {
            throw CliException.Usage(UsageFault.MissingDashes(parsed.CommandResult.Command));
        }
    }

    private int Tell(Failure failure, Exception exception, ParseResult parsed)
    {
        try
        {
            if (failure.Message is { } message)
            {
                surroundings.Messages.Error(message);
            }

            if (surroundings.Variable("JOBCTL_DEBUG") is not null)
            {
                surroundings.Error.Write(System.Text.Encoding.UTF8.GetBytes($"{exception}\n"));
            }
        }
        catch (IOException)
        {
            // Nobody listens, or nothing takes it: the exit code says it.
        }

        return parsed.CommandResult.Command is Verb verb ? verb.ExitCodeOf(failure, parsed) : failure.ExitCode;
    }
}
