using System.CommandLine.Completions;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Connection;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Completion;

/// <summary>Ids of jobs, from the server that the line names.</summary>
internal static class IdCompletion
{
    // Longer few wait for a key to do something. Where machine or line are slow, one says so: the limit covers also our own start.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);
    private const string TimeoutVariable = "JOBCTL_COMPLETION_TIMEOUT";
    private const int MostIds = 200;

    public static IEnumerable<CompletionItem> Find(CompletionContext context, Surroundings surroundings, ConnectionOptions options) =>
        FindAsync(context, surroundings, options).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<CompletionItem>> FindAsync(CompletionContext context, Surroundings surroundings, ConnectionOptions options)
    {
        var timeout = Timeout(surroundings);
        try
        {
            using var limit = new CancellationTokenSource(timeout, surroundings.Time);
            await using var connection = surroundings.Connect(options.Read(context.ParseResult, surroundings.Variable));
            var jobs = await connection.Jobs.ListAsync(cancellationToken: limit.Token).ToListAsync(limit.Token);
            var typed = context.ParseResult.Tokens.Select(token => token.Value).ToHashSet();

            // The newest are those that one is after. Whole ids: a short one that is unique now needn't be so tomorrow, in a shell's history.
            return
            [
                .. jobs.AsEnumerable().Reverse().Where(job => !typed.Contains($"{job.Id}")).Take(MostIds)
                    .Select(job => new CompletionItem(JobIds.Short(job.Id), insertText: $"{job.Id}", detail: $"{JobWords.State(job)}  {CommandLineText.Of(job)}")),
            ];
        }
        catch (Exception e) when (e is JobRunnerException or CliException or OperationCanceledException)
        {
            // A line that is being typed is no place for an error: the command itself will tell.
            return [];
        }
    }

    private static TimeSpan Timeout(Surroundings surroundings)
    {
        if (surroundings.Variable(TimeoutVariable) is not { } text)
        {
            return DefaultTimeout;
        }

        return DurationValue.Parse(text) is { } timeout && timeout <= LongestTimeout
            ? timeout
            : throw CliException.Usage($"{TimeoutVariable} is '{text}', which is no duration of up to {LongestTimeout.TotalSeconds} s; write it like 5s.");
    }
}
