using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace JobRunner.Telemetry;

/// <summary>Calls out to loggers and listeners, whose faults are not a job's.</summary>
internal static class Unharmed
{
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A listener's fault is not the job's.")]
    public static void By(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            // It is telemetry itself that has failed: there is nobody left to tell.
            Debug.WriteLine(e);
        }
    }
}
