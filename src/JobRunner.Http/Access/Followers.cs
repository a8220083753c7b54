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
    public StreamLease Open(HttpContext context, Caller caller, Func<bool> isAllowed, bool isCounted)
    {
        var lease = new StreamLease(context, caller, isAllowed, isCounted, this, _time, _lifetime.ApplicationStopping);
        try
        {
            Enter(lease);

            // What has changed in between was told to those that were there.
            lease.Renew();
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    public void Leave(StreamLease lease)
    {
        lock (_gate)
        {
            if (_leases.Remove(lease) && lease.IsCounted && --_counts[lease.Caller.Name] == 0)
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

    private void Enter(StreamLease lease)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(lease.Caller.Name);
            if (lease.IsCounted && count >= _policy.Current.MaxFollowersPerClient)
            {
                throw new RuleBrokenException(
                    nameof(JobsHttpOptions.MaxFollowersPerClient), $"This client has {count} streams open, as many as it may.", StatusCodes.Status429TooManyRequests);
            }

            _leases.Add(lease);
            if (lease.IsCounted)
            {
                _counts[lease.Caller.Name] = count + 1;
            }
        }
    }

    private void RenewAll()
    {
        StreamLease[] leases;
        lock (_gate)
        {
            leases = [.. _leases];
        }

        Array.ForEach(leases, lease => lease.Renew());
    }
}
