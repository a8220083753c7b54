using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Launching.Linux;

/// <summary>A file in memory with a line for each job that lives, for the watchdog to read. A line that is free is blank.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class JobRoster : IDisposable
{
    private const int LineLength = 64;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _file;
    private readonly Stack<int> _free = new();
    private int _lines;

    private JobRoster(SafeFileHandle file) => _file = file;

    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <exception cref="IOException">The system has no room for one.</exception>
    public static JobRoster Create()
    {
        var file = new SafeFileHandle(LibC.MakeMemoryFile("jobrunner-jobs"), ownsHandle: true);
        return file.IsInvalid
            ? throw new IOException($"No file in memory can be made: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}")
            : new JobRoster(file);
    }

    public IHostWatchEntry Enter(Guid jobId)
    {
        int line;
        lock (_gate)
        {
            line = _free.TryPop(out var free) ? free : _lines++;
        }

        Write(line, $"{jobId} 0");
        return new Entry(this, jobId, line);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    private void Write(int line, string text) =>
        RandomAccess.Write(_file, Encoding.ASCII.GetBytes(text.PadRight(LineLength - 1) + '\n'), (long)line * LineLength);

    private void Update(int line, string text, bool isFree = false)
    {
        lock (_gate)
        {
            // A job may be let go of a moment after its manager.
            if (_file.IsClosed)
            {
                return;
            }

            Write(line, text);
            if (isFree)
            {
                _free.Push(line);
            }
        }
    }

    private sealed class Entry(JobRoster roster, Guid jobId, int line) : IHostWatchEntry
    {
        public void SetGroup(int groupId) => roster.Update(line, $"{jobId} {groupId}");

        public void Dispose() => roster.Update(line, "", isFree: true);
    }
}
