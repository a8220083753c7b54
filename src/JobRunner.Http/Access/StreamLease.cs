using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Access;

/// <summary>That a caller may follow something, and as long as it may.</summary>
internal sealed class StreamLease : IDisposable
{
    // A timer doesn't see a clock that is set on, or that went on while the machine slept.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMinutes(1);

    private readonly Followers _followers;
    private readonly Func<bool> _isAllowed;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _expiry;

    public StreamLease(HttpContext context, Caller caller, Func<bool> isAllowed, bool isCounted, Followers followers, TimeProvider time, CancellationToken hostStops)
    {
        Caller = caller;
        IsCounted = isCounted;
        _isAllowed = isAllowed;
        _followers = followers;
        _end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hostStops);
        _expiry = time.CreateTimer(static lease => ((StreamLease)lease!).Renew(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Caller Caller { get; }

    /// <summary>Whether it counts as a follower.</summary>
    public bool IsCounted { get; }

    /// <summary>Cancelled when it is over: the right is lost, the certificate has expired, the host stops, the client is gone.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Why it is over, if a right was lost.</summary>
    public RightLostException? Loss { get; private set; }

    /// <summary>Looks whether it still holds, and does so again when the certificate expires, and meanwhile each minute.</summary>
    public void Renew()
    {
        var left = Caller.Connection.TimeLeft();
        if (left > TimeSpan.Zero)
        {
            // Looked at once more after that: the timer doesn't see what the clock went on before it was set.
            _expiry.Change(left < LookPeriod ? left : LookPeriod, Timeout.InfiniteTimeSpan);
            left = Caller.Connection.TimeLeft();
        }

        if (left == TimeSpan.Zero || !_isAllowed())
        {
            _ = EndAsync(isCertificate: left == TimeSpan.Zero);
        }
    }

    public void Dispose()
    {
        _followers.Leave(this);
        _expiry.Dispose();
        _end.Dispose();
    }

    private async Task EndAsync(bool isCertificate)
    {
        Loss ??= new RightLostException(isCertificate);
        try
        {
            // Elsewhere: what ends by it is another's work.
            await _end.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It is over already.
        }
    }
}
