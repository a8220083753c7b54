using System.CommandLine;
using JobRunner.Cli.Completion;
using JobRunner.Cli.Connection;
using JobRunner.Cli.Failures;

namespace JobRunner.Cli.Verbs;

/// <summary>One thing that jobctl does.</summary>
internal abstract class Verb(string name, string description) : Command(name, description)
{
    /// <summary>How it is typed, behind its name.</summary>
    public abstract string Synopsis { get; }

    /// <summary>Lines to paste.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>What else its help has to say; null: nothing.</summary>
    public virtual string? Remarks => null;

    public async Task<int> RunAsync(ParseResult arguments, Surroundings surroundings, ConnectionOptions connection)
    {
        await using var invocation = new Invocation(arguments, surroundings, connection);
        return await RunAsync(invocation);
    }

    /// <summary>Where all other numbers may be the job's, jobctl's own failures share one.</summary>
    public int ExitCodeOf(Failure failure, ParseResult arguments)
    {
        var isShared = EndsAsJob(arguments)
            && failure.ExitCode is not (ExitCodes.NotFound or ExitCodes.NotExecutable or ExitCodes.BrokenPipe or ExitCodes.Interrupted);
        return isShared ? ExitCodes.OwnFailure : failure.ExitCode;
    }

    /// <summary>Lets the shell complete the ids that this verb takes.</summary>
    public void AddIdCompletion(Surroundings surroundings, ConnectionOptions connection)
    {
        foreach (var argument in Arguments.Where(argument => argument.Name is "id" or "ids"))
        {
            argument.CompletionSources.Add(context => IdCompletion.Find(context, surroundings, connection));
        }
    }

    protected abstract Task<int> RunAsync(Invocation invocation);

    /// <summary>Whether it ends with its job's exit code.</summary>
    protected virtual bool EndsAsJob(ParseResult arguments) => false;
}
