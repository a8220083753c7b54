using JobRunner.Cli.Connection;
using JobRunner.Http.Client;

namespace JobRunner.Cli.Failures;

/// <summary>What an exception comes to: an exit code, and one line that says what to do.</summary>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="Message">Null: better said nothing.</param>
internal sealed record Failure(int ExitCode, string? Message)
{
    public static Failure Of(Exception exception) => exception switch
    {
        BrokenPipeException => new(ExitCodes.BrokenPipe, null),
        CliException e => new(e.ExitCode, e.Message),
        JobNotFoundException e => new(ExitCodes.NoSuchJob, $"There is no job {e.JobId} that is yours: 'jobctl list' shows which there are."),
        JobsAccessDeniedException e => new(ExitCodes.NotPermitted, $"{Sentence(e.Message)} 'jobctl whoami' shows who you are and what you may do."),
        JobsConnectionException e => new(ExitCodes.Unreachable, ClientWords.ForPeople(e.Message)),
        InvalidJobStateException e => new(ExitCodes.WrongState, e.Message),
        JobStartException e => new(ExitCodes.Of(e.Reason), e.Message),
        JobRunnerException e => new(ExitCodes.Failure, e.Message),
        ArgumentException e => new(ExitCodes.Usage, WithoutParameter(e)),
        OperationCanceledException => new(ExitCodes.Interrupted, null),
        IOException or UnauthorizedAccessException => new(ExitCodes.Failure, exception.Message),
        _ => new(ExitCodes.Failure, $"Unexpected {exception.GetType().Name}: {exception.Message} With JOBCTL_DEBUG=1 jobctl tells where it comes from."),
    };

    /// <summary>Its message without what .NET adds for programmers.</summary>
    public static string WithoutParameter(ArgumentException exception) =>
        exception.ParamName is { } name ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : exception.Message;

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + '.';
}
