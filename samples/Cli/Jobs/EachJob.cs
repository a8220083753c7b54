using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;
using JobRunner.Http.Client;

namespace JobRunner.Cli.Jobs;

/// <summary>Does the same with several jobs at once. One that it can't be done with keeps no other from it.</summary>
internal sealed class EachJob(Messages messages)
{
    // As many stops as may take their grace period together.
    private const int AtOnce = 256;

    private readonly Lock _turn = new();
    private int _exitCode;

    /// <returns>The exit code: of the first failure, or success.</returns>
    public async Task<int> DoAsync(IEnumerable<Guid> ids, Func<Guid, Task> action)
    {
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (id, _) => await TryAsync(() => action(id)));
        return _exitCode;
    }

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (JobRunnerException e) when (e is not JobsConnectionException)
        {
            // A server that is lost is lost for all, and told of once.
            var failure = Failure.Of(e);
            lock (_turn)
            {
                messages.Error(failure.Message!);
                _exitCode = _exitCode == ExitCodes.Success ? failure.ExitCode : _exitCode;
            }
        }
    }
}
