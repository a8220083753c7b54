using JobRunner.Http.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace JobRunner.Http.Access;

/// <summary>Who follows something at the moment.</summary>
internal sealed class Followers : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<StreamLease> _leases = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Policy _policy;
    private readonly TlsRegistry _tls;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;

    public Followers(Policy policy, TlsRegistry tls, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        _policy = policy;
        _tls = tls;
        _time = time;
        _lifetime = lifetime;
        policy.Changed += RenewAll;
        tls.Changed += RenewAll;
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _leases.Count;
            }
        }
    }

    /// <exception cref="RuleBrokenException">The caller follows as much as it may.</exception>
    public StreamLease Open(HttpContext context, Caller caller, Func<bool> isAllowed)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(caller.Name);
            if (count >= _policy.Current.MaxFollowersPerClient)
            {
                throw new RuleBrokenException(
                    nameof(JobsHttpOptions.MaxFollowersPerClient), $"This client has {count} streams open, as many as it may.", StatusCodes.Status429TooManyRequests);
            }

            _counts[caller.Name] = count + 1;
        }

        var lease = new StreamLease(context, caller, isAllowed, this, _time, _lifetime.ApplicationStopping);
        lock (_gate)
        {
            _leases.Add(lease);
        }

        // What has changed in between was told to those that were there.
        lease.Renew(_tls.IsStillWelcome(caller.Certificate));
        return lease;
    }

    public void Leave(StreamLease lease)
    {
        lock (_gate)
        {
            if (_leases.Remove(lease) && --_counts[lease.Caller.Name] == 0)
            {
                _counts.Remove(lease.Caller.Name);
            }
        }
    }

    public void Dispose()
    {
        _policy.Changed -= RenewAll;
        _tls.Changed -= RenewAll;
    }

    private void RenewAll()
    {
        StreamLease[] leases;
        lock (_gate)
        {
            leases = [.. _leases];
        }

        foreach (var lease in leases)
        {
            lease.Renew(_tls.IsStillWelcome(lease.Caller.Certificate));
        }
    }
}
