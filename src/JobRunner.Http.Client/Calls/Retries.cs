using System.Security.Cryptography;
using JobRunner.Http.Client.Connecting;

namespace JobRunner.Http.Client.Calls;

/// <summary>How often something is tried, and how long it takes in between.</summary>
internal sealed class Retries(ServerConnection connection, Call call)
{
    // A server that hangs up on whom it refuses looks like one whose connection broke.
    private const int MostUnanswered = 3;

    private const int Chance = 1000;

    private int _failures;

    private JobsClientOptions Options => connection.Options;

    /// <summary>Something has come of it: failures are counted anew.</summary>
    public void Progress() => _failures = 0;

    /// <summary>Waits for the next try.</summary>
    /// <param name="exception">What came of this one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JobsConnectionException">There is none.</exception>
    public async Task WaitAsync(Exception exception, CancellationToken cancellationToken)
    {
        if (ConnectionFault.Of(exception) is not { } fault)
        {
            throw exception;
        }

        if (_failures >= Most(fault))
        {
            throw connection.GiveUp(fault, _failures + 1, call, exception);
        }

        var delay = NextDelay();
        _failures++;
        call.Failed?.Invoke(fault);
        connection.Log.TryingAgain(connection.Addresses.Root, fault.Cause, _failures, delay);
        using var limits = connection.NewLimits(cancellationToken);
        try
        {
            await Task.Delay(delay, connection.Time, limits.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw limits.Explain(e);
        }
    }

    private int Most(ConnectionFault fault) => fault.Kind switch
    {
        FaultKind.ForGood or FaultKind.Rejected => 0,
        _ when !call.IsRepeatable && !fault.IsBeforeRequest => 0,
        _ when connection.HasAnswered => Options.MaxRetries,
        FaultKind.Unreachable => 0,
        _ => Math.Min(MostUnanswered, Options.MaxRetries),
    };

    // Doubled each time, and shortened by chance, so that those whom one failure hit don't come back all at once.
    private TimeSpan NextDelay()
    {
        var full = Math.Min(Options.FirstRetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, 30)), Options.LongestRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (1 - (RandomNumberGenerator.GetInt32(Chance) / (2.0 * Chance))));
    }
}
