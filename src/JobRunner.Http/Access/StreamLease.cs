using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Access;

/// <summary>That a caller may follow something, and as long as it may.</summary>
internal sealed class StreamLease : IDisposable
{
    private readonly Followers _followers;
    private readonly Func<bool> _isAllowed;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _expiry;

    public StreamLease(HttpContext context, Caller caller, Func<bool> isAllowed, Followers followers, TimeProvider time, CancellationToken hostStops)
    {
        Caller = caller;
        _isAllowed = isAllowed;
        _followers = followers;
        _end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hostStops);
        var left = caller.Certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        _expiry = time.CreateTimer(
            static lease => ((StreamLease)lease!).End(),
            this,
            left <= TimeSpan.Zero ? TimeSpan.Zero : left < Longest ? left : Longest,
            Timeout.InfiniteTimeSpan);
    }

    public Caller Caller { get; }

    /// <summary>Cancelled when it is over: the right is lost, the certificate has expired, the host stops, the client is gone.</summary>
    public CancellationToken Token => _end.Token;

    // What a timer can wait for; no connection lives so long.
    private static TimeSpan Longest => TimeSpan.FromDays(49);

    /// <summary>Looks again whether it still holds.</summary>
    public void Renew(bool isWelcome)
    {
        if (!isWelcome || !_isAllowed())
        {
            End();
        }
    }

    public void Dispose()
    {
        _followers.Leave(this);
        _expiry.Dispose();
        _end.Dispose();
    }

    private void End()
    {
        try
        {
            // Elsewhere: what ends by it is another's work.
            _ = _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It is over already.
        }
    }
}
